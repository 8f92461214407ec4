import path from "node:path";
import { Command, CommanderError, Option } from "commander";
import { ALGORITHMS } from "../distance/algorithms";
import { UNITS } from "../distance/units";
import { PlayheadError } from "../errors";
import { VERSION } from "../installed";
import { NO_LOG } from "../log";
import { printable } from "../printable";
import { apply } from "./apply";
import {
  chapterNumber,
  datetime,
  integer,
  interval,
  parameter,
  repeated,
  several,
  share,
  signedInteger,
  speed,
} from "./arguments";
import { audit } from "./audit";
import { chapter } from "./chapter";
import { compare } from "./compare";
import { withProcessorOptions } from "./chosen-processor";
import { deadLetters } from "./dead-letters";
import { doctor } from "./doctor";
import { down } from "./down";
import { exportFile } from "./export";
import { groups } from "./groups";
import { ingest } from "./ingest";
import { noteFailure, ownLog, unexpected } from "./own-log";
import { processTopic } from "./process";
import { promote } from "./promote";
import { query } from "./query";
import { replay } from "./replay";
import { rewind, TARGET_OPTIONS } from "./rewind";
import { reprocess } from "./reprocess";
import { runs } from "./runs";
import { sensor } from "./sensor";
import { setup } from "./setup";
import { status } from "./status";
import { undo } from "./undo";
import { up } from "./up";
import { walkthrough } from "./walkthrough";
import { write } from "./write";

/** Exit codes: 0 done, 1 failed or refused, 2 wrong usage. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** Each is a process of its own. */
const MOST_WORKERS = 64;

/** The commands with their options, as they are declared. */
export function program(): Command {
  const playhead = new Command("playhead")
    .description(
      "Ingest a stream into Kafka, process it, rewind the playhead, process it again, see what changed.",
    )
    .version(VERSION)
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(printable(text)) })
    .showHelpAfterError("(`npx playhead help` lists the commands)")
    .option(
      "--command-config <file>",
      "Kafka's client properties, of a cluster that you have (default: KAFKA_CONFIG)",
    )
    .hook("preAction", () => {
      const { commandConfig } = playhead.opts<{ commandConfig?: string }>();
      // Where the processes that a command starts look for it, too.
      if (commandConfig !== undefined) process.env["KAFKA_CONFIG"] = path.resolve(commandConfig);
    });
  const command = (name: string, description: string): Command =>
    playhead.command(name).description(description).option("--json", "print one JSON document");

  playhead
    .command("setup")
    .description(
      "install Kafka and Java into this package's own folder; not needed where KAFKA_BROKERS is set",
    )
    .action(setup);
  command("up", "start this home's own Kafka broker, unless KAFKA_BROKERS names a cluster")
    .option(
      "--advertise <address>",
      "open it to the network at this address of this machine, with a password",
    )
    .action(up);
  command("down", "stop this home's own Kafka broker")
    .option("--purge", "then remove the home: shows what that is, and asks first")
    .option("--yes", "with --purge: don't ask")
    .action(down);
  command("status", "show the broker, the groups and their lag, the home's size, and all versions").action(
    status,
  );
  command("ingest", "append a CSV or GPX file of points to a topic; what is there already is not added again")
    .argument("<file>", "CSV with the columns id, latitude, longitude, track_id, time, or GPX (.gpx)")
    .option("--topic <topic>", "topic to append to (default: raw-trackpoints)")
    .option(
      "--partitions <n>",
      "partitions of the topic, if it is made now (default: 1)",
      integer("--partitions", 1),
    )
    .option("--again", "append the file once more although it is there")
    .option("--skip-bad-rows", "take the good rows of a file that has bad ones")
    .option("--join-tracks", "take a file whose track ids the topic has from another file")
    .option("--time-zone <zone>", "IANA time zone of times that don't name one (default: UTC)")
    .addOption(
      new Option("--speed <n>", "replay it so many times faster than it happened, until Ctrl-C, or max")
        .argParser(speed)
        .default("max"),
    )
    .action(ingest);
  command("sensor", "send the readings of DS18B20 temperature sensors to a topic, until Ctrl-C")
    .option("--brokers <host:port,…>", "the Kafka cluster (default: KAFKA_BROKERS, else this home's own)")
    .option("--devices <folder>", "folder of the 1-wire devices (default: /sys/bus/w1/devices)")
    .addOption(new Option("--simulate", "without sensors: simulate two").conflicts("devices"))
    .addOption(
      new Option("--every <time>", "from one reading to the next").argParser(interval).default(1000, "1s"),
    )
    .addOption(new Option("--unit <unit>", "degrees Celsius or Fahrenheit").choices(["C", "F"]).default("C"))
    .option("--count <n>", "end after so many readings", integer("--count", 1))
    .option("--topic <topic>", "topic to append to (default: sensor-temperatures)")
    .action(sensor);
  withProcessorOptions(
    command(
      "process",
      "compute distances, or what your own processor computes, as a consumer group, until caught up",
    ),
  )
    .option(
      "--group <group>",
      "consumer group (default: distance_calculator; with --processor the processor's name)",
    )
    .option("--topic <topic>", "topic to read (default: raw-trackpoints)")
    .option(
      "--output <topic>",
      "topic to produce to (default: distance-calcs; with --processor the processor's name)",
    )
    .option(
      "--workers <n>",
      "so many processes share the topic's partitions",
      integer("--workers", 1, MOST_WORKERS),
    )
    .addOption(
      new Option("--bad-records <what>", "stop before a record that can't be processed, or put it aside")
        .choices(["stop", "dead-letter"])
        .default("stop"),
    )
    .addOption(
      new Option("--state <which>", "that of all records before the playhead, or one that begins empty there")
        .choices(["follow", "fresh"])
        .default("follow"),
    )
    .addOption(
      new Option("--emit <which>", "each output, or of those of one key in a batch the latest only")
        .choices(["every", "latest"])
        .default("every"),
    )
    .addOption(
      new Option("--until-offset <n>", "end before this offset of each partition")
        .argParser(integer("--until-offset", 0))
        .conflicts(["follow", "untilDatetime"]),
    )
    .addOption(
      new Option(
        "--until-datetime <time>",
        "end before the first record of then or later: 2023-03-09T12:00:00Z",
      )
        .argParser(datetime)
        .conflicts(["follow", "untilOffset"]),
    )
    .addOption(
      new Option("--from <time>", "only what lies in a window of event time, from here: 2023-03-09T12:00:00Z")
        .argParser(datetime)
        .conflicts("follow"),
    )
    .addOption(new Option("--to <time>", "the window's end: the first moment after it").argParser(datetime))
    .option("--no-warm-up", "as if there were no records but the window's")
    .option("--no-promote", "keep a run that begins now aside: readers are given it by promote only")
    .option("--follow", "go on with what arrives, until Ctrl-C")
    .action(processTopic);
  withProcessorOptions(
    command(
      "reprocess",
      "compute a new run beside a live group, compare the two, and change over if asked to",
    ),
  )
    .option("--group <group>", "the group that is live (default: distance_calculator)")
    .option("--topic <topic>", "topic that it reads (default: raw-trackpoints)")
    .addOption(
      new Option("--bad-records <what>", "stop before a record that can't be processed, or put it aside")
        .choices(["stop", "dead-letter"])
        .default("stop"),
    )
    .option("--promote", "if all checks hold, give the group's name, offsets and state to the new definition")
    .action(reprocess);
  command("write", "bring the results into the database, until caught up")
    .option("--db <file>", "DuckDB file (default: DATABASE_URL, or the home's own)")
    .option("--follow", "go on with what arrives, until Ctrl-C")
    .addOption(
      new Option(
        "--rebuild",
        "build the database anew from the topic and put it in the old one's place",
      ).conflicts("follow"),
    )
    .action(write);
  command("query", "show the results as readers see them")
    .option("--db <file>", "DuckDB file (default: DATABASE_URL, or the home's own)")
    .addOption(
      new Option("--run <run>", "show this run's results, from the topic it produces to").conflicts("db"),
    )
    .option(
      "--as-of <offset>",
      "with --run: as they stood before this offset of its topic",
      integer("--as-of", 0),
    )
    .action(query);
  command("export", "write the results that readers see into a Parquet or CSV file")
    .argument("<file>", "the file: NAME.parquet or NAME.csv")
    .option("--run <run>", "this run's results instead, as the database has them")
    .addOption(new Option("--query <sql>", "what this query brings instead").conflicts("run"))
    .option("--db <file>", "DuckDB file (default: DATABASE_URL, or the home's own)")
    .option("--overwrite", "replace a file of that name")
    .action(exportFile);
  command("runs", "show the runs: of which definition and records, how far, and which one readers see")
    .option("--group <group>", "only this group's")
    .option("--topic <topic>", "only those over this topic")
    .action(runs);
  command("promote", "give readers a run's results: a dry run, unless --execute")
    .argument("<run>", "id of the run")
    .option("--execute", "do it")
    .action(promote);
  command("replay", "run several processors over one reading of a topic; nothing is committed or written")
    .addOption(
      new Option("--unit <unit>", "each track's cumulative distance, in this unit; repeatable").argParser(
        several(Object.keys(UNITS)),
      ),
    )
    .addOption(
      new Option("--algorithm <name>", "how a hop of a distance is measured")
        .choices(Object.keys(ALGORITHMS))
        .default("geodesic"),
    )
    .addOption(
      new Option(
        "--processor <file>",
        "the processor that this file exports by default; repeatable",
      ).argParser(several()),
    )
    .addOption(
      new Option(
        "--parameter <name=value>",
        "give it to the functions that the files export; repeatable",
      ).argParser(parameter),
    )
    .option("--topic <topic>", "topic to read (default: raw-trackpoints)")
    .addOption(
      new Option("--from <time>", "only records of this event time or later: 2023-03-09T12:00:00Z")
        .argParser(datetime)
        .conflicts(["fromOffset", "toOffset"]),
    )
    .addOption(
      new Option("--to <time>", "only records before this event time")
        .argParser(datetime)
        .conflicts(["fromOffset", "toOffset"]),
    )
    .option("--from-offset <n>", "only from this offset of each partition on", integer("--from-offset", 0))
    .option("--to-offset <n>", "only before this offset of each partition", integer("--to-offset", 0))
    .option("--no-warm-up", "as if there were no records but those")
    .option("--skip-bad-records", "leave out and count records that can't be processed")
    .option("--compare", "show how the results of each differ from the first one's")
    .action(replay);
  command("compare", "show which results of a run differ from another run's, and by how much")
    .argument("<before>", "id of a run, as processing prints it")
    .argument("<after>", "id of the run to compare with it")
    .argument("[more...]", "further runs, each compared with the first")
    .option("--field <name>", "field to compare (default: distance, or the only one that is a number)")
    .option(
      "--tolerance <size>",
      "equal up to this part of the larger one, or up to 5m, 0.1km (default: 1e-9)",
    )
    .action(compare);
  command("apply", "put a window's results in the place of those readers see: a dry run, unless --execute")
    .argument("<run>", "id of the window's run")
    .option("--execute", "do it")
    .action(apply);
  command("groups", "show where the consumer groups stand")
    .argument("[group]", "only this group")
    .action(groups);
  command("audit", "find out what the numbers in a table of distances are; fails where they are mixed")
    .argument(
      "[table]",
      "CSV with the columns track_id, distance (and unit), or a DuckDB file (default: the home's own database)",
    )
    .option("--topic <topic>", "topic of track points that it was made from (default: raw-trackpoints)")
    .option("--table <name>", "table of the database (default: dist_calc)")
    .addOption(
      new Option(
        "--tolerance <share>",
        "how far a number may be off, relative (default: 0.000001)",
      ).argParser(share),
    )
    .action(audit);
  command("dead-letters", "show the records that a group could not process and has put aside")
    .option("--group <group>", "consumer group (default: distance_calculator)")
    .option("--topic <topic>", "topic that it reads (default: raw-trackpoints)")
    .action(deadLetters);
  const whereTo = (flags: string, name: (typeof TARGET_OPTIONS)[number], description: string): Option =>
    new Option(flags, description).conflicts(TARGET_OPTIONS.filter((other) => other !== name));
  command("rewind", "move a group's playhead: a dry run, unless --execute")
    .requiredOption("--group <group>", "consumer group")
    .addOption(
      new Option("--topic <topic>", "topic, or some of its partitions: t:0,2; repeatable").argParser(
        repeated,
      ),
    )
    .addOption(
      new Option("--all-topics", "all partitions that the group has a playhead on").conflicts("topic"),
    )
    .addOption(whereTo("--to-earliest", "toEarliest", "to the start of the log"))
    .addOption(whereTo("--to-latest", "toLatest", "to the end of the log"))
    .addOption(whereTo("--to-current", "toCurrent", "to where it is: with --export, to write that down"))
    .addOption(
      whereTo("--to-offset <n>", "toOffset", "to this offset, on every partition").argParser(
        integer("--to-offset", 0),
      ),
    )
    .addOption(
      whereTo("--shift-by <n>", "shiftBy", "so many offsets on, or back: --shift-by -100").argParser(
        signedInteger("--shift-by"),
      ),
    )
    .addOption(
      whereTo(
        "--to-datetime <time>",
        "toDatetime",
        "to the first record of then or later: 2023-03-09T12:00:00Z",
      ),
    )
    .addOption(
      whereTo("--by-duration <duration>", "byDuration", "to the first record at most so long ago: P1DT2H"),
    )
    .addOption(
      whereTo("--from-file <csv>", "fromFile", "to what a file says: lines of topic,partition,offset"),
    )
    .option("--clamp", "where a log lacks the offset, take the nearest one instead of refusing")
    .option("--export", "print the plan as lines of topic,partition,offset, for --from-file")
    .option("--execute", "do it")
    .action(rewind);
  command("undo", "take back what was rewound or promoted last: a dry run, unless --execute")
    .option("--clamp", "where a log has lost the offset since, take the nearest one instead of refusing")
    .option("--execute", "do it")
    .action(undo);
  command("chapter", "bring this home to where a notebook begins, so that one can join anywhere")
    .argument("<number>", "the notebook's number: 03", chapterNumber)
    .action(chapter);
  command(
    "doctor",
    "look whether this laptop is ready for a workshop, and what may be done on the cluster of KAFKA_BROKERS",
  )
    .option("--topic <topic>", "topic to ingest into and to process (default: raw-trackpoints)")
    .option("--group <group>", "consumer group (default: distance_calculator)")
    .option("--output <topic>", "topic to produce to (default: distance-calcs)")
    .action(doctor);
  command("walkthrough", "execute the notebooks without a browser, in a home of their own")
    .option("--data <file>", "CSV to walk through with (default: PLAYHEAD_DATA, or the sample)")
    .action(walkthrough);
  return playhead;
}

function report(error: unknown, isLogged: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  if (error instanceof PlayheadError) {
    process.stderr.write(`${error.describe()}\n`);
    return error.code === "BAD_OPTION" ? WRONG_USAGE : FAILED;
  }
  process.stderr.write(`${unexpected(error, isLogged)}\n`);
  return FAILED;
}

// A reader that has seen enough, `playhead groups | head -1`, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

/** Runs `playhead …args`; sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  let [running, log] = ["", NO_LOG];
  const playhead = program().hook("preAction", (_, command) => {
    log = ownLog();
    running = command.name();
  });
  try {
    await playhead.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error, noteFailure(log, running, error));
  }
}
