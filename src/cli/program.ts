import path from "node:path";
import { Command } from "commander";
import { VERSION } from "../installed";
import { printable } from "../printable";
import { declareApply } from "./apply";
import { declareAudit } from "./audit";
import { declareChapter } from "./chapter";
import { declareCompare } from "./compare";
import { declareDeadLetters } from "./dead-letters";
import { declareDoctor } from "./doctor";
import { declareDown } from "./down";
import { declareExport } from "./export";
import { declareGroups } from "./groups";
import { declareIngest } from "./ingest";
import { declareProcess } from "./process";
import { declarePromote } from "./promote";
import { declareQuery } from "./query";
import { declareReplay } from "./replay";
import { declareReprocess } from "./reprocess";
import { declareRewind } from "./rewind";
import { declareRuns } from "./runs";
import { declareSensor } from "./sensor";
import { declareSetup } from "./setup";
import { declareStatus } from "./status";
import { declareUndo } from "./undo";
import { declareUp } from "./up";
import { declareWalkthrough } from "./walkthrough";
import { declareWrite } from "./write";

/** In the order in which the help lists them. */
const COMMANDS = [
  declareSetup,
  declareUp,
  declareDown,
  declareStatus,
  declareIngest,
  declareSensor,
  declareProcess,
  declareReprocess,
  declareWrite,
  declareQuery,
  declareExport,
  declareRuns,
  declarePromote,
  declareReplay,
  declareCompare,
  declareApply,
  declareGroups,
  declareAudit,
  declareDeadLetters,
  declareRewind,
  declareUndo,
  declareChapter,
  declareDoctor,
  declareWalkthrough,
];

/** `playhead` with all its commands, as they are declared. */
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
  for (const declare of COMMANDS) declare(playhead);
  return playhead;
}
