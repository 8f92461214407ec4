import { stopBroker } from "../broker/embedded";
import { readConfig } from "../config";
import { print, type CommonOptions } from "./session";

/** `playhead down` */
export async function down(options: CommonOptions): Promise<void> {
  const stopped = await stopBroker(readConfig().home);
  const text = stopped
    ? "The home's Kafka broker has been stopped; its data stays."
    : "No broker was running.";
  print(options.json ? { stopped } : text, options);
}
