import path from "node:path";
import { PlayheadError } from "../errors";
import { VERSION } from "../installed";
import { LOG_LEVELS, NO_LOG, type Log, type LogFacts, type LogLevel } from "../log";
import { appendToLog } from "./log-file";
import { isHome } from "./parts";
import { withoutSecrets } from "./secrets";

/**
 * The home's log, `logs/playhead.log`: one JSON object a line, with `time`, `level`, `event`, `pid`, `version` and what
 * goes with the event. Where there is no home yet there is none: a folder is not made one by it. A log that can't be written is told
 * once, on standard error, and the work goes on.
 *
 * @param env `PLAYHEAD_LOG_LEVEL`: `debug`, `info` (the default), `warn`, `error`, or `silent` for no log
 * @param secrets never to be written, wherever they turn up
 * @throws PlayheadError BAD_OPTION where the level is another one
 * @example
 * openLog(home, process.env, secretsOf(process.env)).note("info", "broker started", { address: "127.0.0.1:9092" });
 */
export function openLog(home: string, env: NodeJS.ProcessEnv, secrets: readonly string[]): Log {
  const least = readLevel(env["PLAYHEAD_LOG_LEVEL"] || "info");
  if (least === "silent") return NO_LOG;
  const folder = path.join(home, "logs");
  let isWritable = true;
  return {
    note(level: LogLevel, event: string, facts: LogFacts = {}): boolean {
      const isWanted = LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
      if (!isWritable || !isWanted || !isHome(home)) return false;
      const time = new Date().toISOString();
      const line = JSON.stringify({ time, level, event, ...facts, pid: process.pid, version: VERSION });
      try {
        appendToLog(folder, withoutSecrets(line, secrets));
      } catch (error) {
        isWritable = false;
        const reason = (error as NodeJS.ErrnoException).code ?? String(error);
        process.stderr.write(
          `The log in ${folder} can't be written (${reason}); the work goes on without it.\n`,
        );
      }
      return isWritable;
    },
  };
}

function readLevel(text: string): LogLevel | "silent" {
  const level = [...LOG_LEVELS, "silent" as const].find((one) => one === text);
  if (level !== undefined) return level;
  throw new PlayheadError("BAD_OPTION", `PLAYHEAD_LOG_LEVEL is "${text}"`, {
    remedy: `it is one of ${LOG_LEVELS.join(", ")} and silent`,
  });
}
