import type { Config } from "../../../src/config";
import { launch, PLAYHEAD, type Running } from "../../fixtures/process";

/** Starts `playhead …args` in the place that the configuration names. */
export function startPlayhead({ home, brokers, prefix }: Config, args: readonly string[]): Running {
  const env: NodeJS.ProcessEnv = { ...process.env, PLAYHEAD_HOME: home, PLAYHEAD_PREFIX: prefix };
  delete env["KAFKA_BROKERS"];
  if (brokers !== undefined) env["KAFKA_BROKERS"] = brokers.join(",");
  return launch([...PLAYHEAD, ...args], env, true);
}

/**
 * Runs `playhead …args` to its end; returns what it has printed.
 *
 * @throws where it failed
 */
export async function playhead(config: Config, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await startPlayhead(config, args).finished;
  if (code !== 0) throw new Error(`playhead ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}
