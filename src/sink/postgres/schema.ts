import { PlayheadError } from "../../errors";
import { requireSameOrigin, type Origin, type SaidOrigin } from "../origin";
import { WHAT_TO_DO_FIRST } from "../rows";
import { FORMAT, schemaSql, TABLES, VIEWS } from "../schema";
import { POSTGRES, READER_FUNCTIONS } from "./dialect";
import type { Transaction } from "./server";

/** PostgreSQL of before does not know what is asked of it here, or is not looked after any more. */
const OLDEST = { number: 130_000, text: "13" };

/** Where our tables are. */
export interface Place {
  /** What people call it. */
  name: string;
  schema: string;
}

/**
 * Makes the tables unless they are there, all in the transaction at hand. The schema may be there already, as where an
 * administrator has made it for a role that may not.
 *
 * @throws PlayheadError SINK_OTHER_CLUSTER, SINK_UNREADABLE (somebody else's tables, another version's, an old server)
 */
export async function ensureTables(transaction: Transaction, place: Place, origin: Origin): Promise<void> {
  if (!(await hasTables(transaction, place))) {
    // One at a time: who was second finds them.
    await transaction.ask("SELECT pg_advisory_xact_lock(hashtext($1))", [`playhead ${place.schema}`]);
    if (!(await hasTables(transaction, place))) await makeTables(transaction, place, origin);
  }
  const said = await requireOurs(transaction, place, origin);
  if (said.format === FORMAT) return;
  throw unreadable(place, "another version of this program has made its tables");
}

/**
 * Empties the tables, for them to be filled anew in the transaction at hand; readers see what was there until then.
 * Those of another version, and those that are not complete, are made anew; readers have to wait then.
 *
 * @throws PlayheadError SINK_OTHER_CLUSTER, SINK_UNREADABLE
 */
export async function emptyTables(transaction: Transaction, place: Place, origin: Origin): Promise<void> {
  const { ask } = transaction;
  if (!(await hasTables(transaction, place))) return ensureTables(transaction, place, origin);
  const { format } = await requireOurs(transaction, place, origin);
  const found = await foundNames(transaction, place);
  const isWhole = [...TABLES, ...VIEWS].every((name) => found.has(name));
  if (isWhole && format === FORMAT) {
    await ask(LOCK);
    for (const table of TABLES) if (table !== "origin") await ask(`DELETE FROM ${table}`);
    return;
  }
  for (const view of VIEWS) await ask(`DROP VIEW IF EXISTS ${view}`);
  for (const table of TABLES) await ask(`DROP TABLE IF EXISTS ${table}`);
  await transaction.script(READER_FUNCTIONS + schemaSql(POSTGRES, origin));
}

/** One writer at a time; readers are not held up by it, nor does it wait for them. */
export const LOCK = "LOCK TABLE progress IN SHARE ROW EXCLUSIVE MODE";

/**
 * Sees to it that there is something to be read.
 *
 * @throws PlayheadError NO_RESULTS, SINK_FORBIDDEN: to who may not use a schema, PostgreSQL says that nothing is in it
 */
export async function requireReadable(transaction: Transaction, place: Place): Promise<void> {
  if (!(await hasTables(transaction, place))) {
    throw new PlayheadError("NO_RESULTS", `There are no results in ${place.name} yet`, {
      remedy: WHAT_TO_DO_FIRST,
    });
  }
  const [row] = await transaction.ask("SELECT has_schema_privilege($1, 'USAGE')", [place.schema]);
  if (row?.[0] === true) return;
  throw new PlayheadError("SINK_FORBIDDEN", `The role may not use ${place.name}`, {
    remedy: `let an administrator grant it: GRANT USAGE ON SCHEMA ${place.schema} TO …, and SELECT on its tables and views (docs/database.md)`,
  });
}

/** Whether anything has been written to the schema. */
async function hasTables(transaction: Transaction, place: Place): Promise<boolean> {
  return (await foundNames(transaction, place)).has("origin");
}

async function makeTables(transaction: Transaction, place: Place, origin: Origin): Promise<void> {
  const { ask, script } = transaction;
  await requireVersion(transaction, place);
  const found = await foundNames(transaction, place);
  const taken = [...TABLES, ...VIEWS].filter((name) => found.has(name));
  if (taken.length > 0) {
    throw unreadable(place, `there is somebody else's ${taken.join(", ")} in it`);
  }
  const [exists] = await ask("SELECT 1 FROM pg_namespace WHERE nspname = $1", [place.schema]);
  if (exists === undefined) await script(`CREATE SCHEMA "${place.schema}"`);
  await script(READER_FUNCTIONS + schemaSql(POSTGRES, origin));
}

/** The tables and views that there are in the schema. */
async function foundNames({ ask }: Transaction, { schema }: Place): Promise<Set<unknown>> {
  const rows = await ask(
    "SELECT c.relname::TEXT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1",
    [schema],
  );
  return new Set(rows.map(([name]) => name));
}

async function requireVersion({ ask }: Transaction, place: Place): Promise<void> {
  const [row] = await ask("SELECT current_setting('server_version_num'), current_setting('server_version')");
  const [number, version] = row as [string, string];
  if (Number(number) >= OLDEST.number) return;
  throw new PlayheadError(
    "SINK_UNREADABLE",
    `${place.name} is kept by PostgreSQL ${version}, which is too old`,
    {
      remedy: `let it be PostgreSQL ${OLDEST.text} or later, or keep results in a DuckDB file: unset DATABASE_URL`,
    },
  );
}

async function requireOurs({ ask }: Transaction, place: Place, expected: Origin): Promise<SaidOrigin> {
  const columns = await ask(
    `SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass($1) AND NOT attisdropped
     AND attname IN ('cluster_id', 'output_topic', 'format')`,
    [`"${place.schema}".origin`],
  );
  if (Number(columns[0]?.[0]) !== 3) throw unreadable(place, "there is somebody else's origin in it");
  const [row] = await ask("SELECT cluster_id, output_topic, format FROM origin");
  if (row === undefined) throw unreadable(place, "it does not say where its rows are from");
  const [clusterId, outputTopic, format] = row as [string, string, number];
  const said = { clusterId, outputTopic, format };
  requireSameOrigin(
    place.name,
    said,
    expected,
    `choose another schema (?schema=NAME in DATABASE_URL), or remove this one (DROP SCHEMA ${place.schema} CASCADE): it can be rebuilt from its own cluster's topics`,
  );
  return said;
}

function unreadable(place: Place, reason: string): PlayheadError {
  return new PlayheadError("SINK_UNREADABLE", `${place.name} can't be used for results: ${reason}`, {
    remedy:
      "choose another schema: ?schema=NAME in DATABASE_URL; tables of ours are built anew by `npx playhead write --rebuild`",
  });
}
