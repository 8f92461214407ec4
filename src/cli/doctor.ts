import type { Command } from "commander";
import { BrokerSession } from "../broker/session";
import { IS_PACKAGE, PROJECT_ROOT, readConfig, type Config } from "../config";
import type { Standing } from "../doctor/check";
import { CHECKS, examine, PACKAGE_CHECKS, type Examined } from "../doctor/examine";
import { PlayheadError, type ErrorCode } from "../errors";
import { names } from "../names";
import { examineAccess } from "../rights/access";
import type { AccessReport } from "../rights/report";
import { table } from "../view/table";
import { jsonCommand } from "./json-command";
import { print, type CommonOptions } from "./session";

const SIGNS: Record<Standing, string> = { fine: "✓", hint: "!", wrong: "✗", untried: "-" };

interface Options extends CommonOptions {
  topic?: string;
  group?: string;
  output?: string;
}

/**
 * `playhead doctor`: fails where something must be mended, or nothing may be done on the cluster, so that a script can go
 * through a room.
 */
export function declareDoctor(playhead: Command): void {
  jsonCommand(
    playhead,
    "doctor",
    "look whether this laptop is ready for a workshop, and what may be done on the cluster of KAFKA_BROKERS",
  )
    .option("--topic <topic>", "topic to ingest into and to process (default: raw-trackpoints)")
    .option("--group <group>", "consumer group (default: distance_calculator)")
    .option("--output <topic>", "topic to produce to (default: distance-calcs)")
    .action(doctor);
}

async function doctor(options: Options): Promise<void> {
  const config = readConfig();
  const laptop = { root: PROJECT_ROOT, env: process.env, config };
  const findings = await examine(laptop, IS_PACKAGE ? PACKAGE_CHECKS : CHECKS);
  const fit = findings.every(({ standing }) => standing === "fine" || standing === "hint");
  const access = config.brokers === undefined ? undefined : await accessOf(config, options);
  // Whoever may only look has what a replay needs; whoever may do nothing has yet to be let in.
  const ready = fit && access?.may.length !== 0;
  if (options.json) print({ ready, findings, ...(access === undefined ? {} : { access }) }, options);
  else
    print(access === undefined ? text(findings, fit) : `${access.text}\n\n${text(findings, fit)}`, options);
  if (!ready) process.exitCode = 1;
}

/** What we may do on a cluster that somebody else runs; undefined where it can't be reached, as a check has told. */
async function accessOf(config: Config, options: Options): Promise<AccessReport | undefined> {
  const session = new BrokerSession(config);
  const own = names(config.prefix);
  const { topic = own.source, group = own.calculator, output = own.output } = options;
  try {
    const connection = await session.connect();
    return await examineAccess(connection, own, { source: topic, partitions: 1, group, output });
  } catch (error) {
    if (!(error instanceof PlayheadError && UNREACHABLE.includes(error.code))) throw error;
    return undefined;
  } finally {
    await session.close();
  }
}

const UNREACHABLE: readonly ErrorCode[] = ["BROKER_UNREACHABLE", "AUTHENTICATION_FAILED"];

function text(findings: Examined[], ready: boolean): string {
  const rows = table(findings, [
    { title: "", value: ({ standing }) => SIGNS[standing] },
    { title: "CHECK", value: ({ check }) => check },
    { title: "FOUND", value: ({ found }) => found },
  ]).text;
  const remedies = findings.flatMap(({ check, standing, remedy }) =>
    remedy === undefined ? [] : [`${SIGNS[standing]} ${check}: ${remedy}`],
  );
  const end = ready ? "This laptop is ready." : "This laptop is not ready yet.";
  return [rows, ...(remedies.length === 0 ? [] : [["What to do:", ...remedies].join("\n")]), end].join(
    "\n\n",
  );
}
