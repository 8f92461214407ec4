import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { executeNotebooks } from "../../src/notebook/execute";
import { playhead, type Finished } from "../fixtures/command";
import { ownHomes } from "../fixtures/own-broker";
import { securedBroker } from "../fixtures/secured-broker";
import { findInFiles, ProcessWatch } from "./planted";

/** Unlike anything else: each is looked for everywhere afterwards. */
const PLANTED = {
  password: "planted-kafka-rosebud",
  wrong: "planted-wrong-rosebud",
  database: "planted-database-rosebud",
  token: "planted-token-rosebud",
};
const SECRETS = Object.values(PLANTED);

const broker = securedBroker({
  listeners: { SCRAM: { protocol: "SASL_PLAINTEXT", mechanisms: ["scram-sha-512"] } },
  users: { ann: PLANTED.password },
});
const homes = ownHomes();

const CELLS = [
  'import { cumulativeDistance, openWorkbook } from "playhead";\nconst workbook = openWorkbook();\nworkbook',
  "workbook.config",
  'await workbook.process(cumulativeDistance({ unit: "mi" }), { group: "in-a-cell", output: "in-a-cell" })',
  "await workbook.groups().catch((error) => error)",
];

async function writeNotebook(file: string): Promise<void> {
  const cells = CELLS.map((source, index) => ({
    ...{ cell_type: "code", id: `c${index}`, source, metadata: {}, outputs: [], execution_count: null },
  }));
  const kernelspec = { name: "playhead", display_name: "TypeScript", language: "typescript" };
  await fs.writeFile(
    file,
    JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
  );
}

test(
  "no secret in command lines, outputs, logs, databases, executed notebooks, topics",
  { timeout: 120_000 },
  async () => {
    const home = await homes.make();
    const scratch = await homes.make("scratch");
    await fs.mkdir(scratch);
    const env = {
      ...homes.env(home),
      KAFKA_BROKERS: broker().addresses.SCRAM,
      KAFKA_USERNAME: "ann",
      KAFKA_PASSWORD: PLANTED.password,
      JUPYTER_TOKEN: PLANTED.token,
      PLAYHEAD_LOG_LEVEL: "debug",
    };
    const watch = new ProcessWatch([...SECRETS, "--workers"]);
    const done: Finished[] = [];
    const run = async (words: string[], more: NodeJS.ProcessEnv = {}): Promise<Finished> => {
      const finished = await playhead(words, { ...env, ...more });
      done.push(finished);
      return finished;
    };
    // A home that is one has a log, on a cluster too.
    await fs.mkdir(path.join(home, "broker"), { recursive: true });
    expect(await run(["ingest", "data/journeys.csv"])).toMatchObject({ code: 0 });
    expect(await run(["process", "--unit", "km", "--workers", "2"])).toMatchObject({ code: 0 });
    expect(await run(["write"])).toMatchObject({ code: 0 });
    const nowhere = { DATABASE_URL: `postgres://ann:${PLANTED.database}@127.0.0.1:1/none` };
    const [refused, unreachable] = await Promise.all([
      run(["groups"], { KAFKA_PASSWORD: PLANTED.wrong }),
      run(["write"], nowhere),
    ]);
    expect(refused.stderr).toContain("AUTHENTICATION_FAILED");
    expect(unreachable.code).toBe(1);
    const notebook = path.join(scratch, "shows-itself.ipynb");
    await writeNotebook(notebook);
    await executeNotebooks([notebook], path.join(home, "walkthrough"), {
      env: { ...definedOf(env), ...nowhere },
    });
    watch.stop();

    expect([...watch.found], "workers were seen, and nothing else").toEqual(["--workers"]);
    for (const { stdout, stderr } of done)
      for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
    // What must be found shows that all of it was looked through, uncompressed.
    const texts = [...SECRETS, "distance_calculator"];
    const found = [...(await findInFiles(home, texts)), ...(await findInFiles(broker().home, texts))];
    expect(found.filter((find) => !find.endsWith(": distance_calculator"))).toEqual([]);
    const places = found.map((find) => find.slice(0, find.lastIndexOf(":")));
    for (const part of [
      "logs/playhead.log",
      "results.duckdb",
      "walkthrough/shows-itself.ipynb",
      "playhead-runs-0",
      "distance-calcs-0",
    ])
      expect(
        places.some((place) => place.includes(part)),
        part,
      ).toBe(true);
  },
);

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
