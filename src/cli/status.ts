import { findBroker } from "../broker/embedded";
import { readConfig } from "../config";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead status`: asks, but starts nothing. */
export async function status(options: CommonOptions): Promise<void> {
  const { home, brokers: cluster, prefix } = readConfig();
  const embedded = cluster === undefined;
  const broker = embedded ? await findBroker(home) : undefined;
  const brokers = cluster ?? (broker === undefined ? [] : [broker.address]);
  const running = brokers.length > 0;
  const groups = running ? await withWorkbook((workbook) => workbook.groups()) : undefined;
  if (options.json) return print({ brokers, embedded, home, running, prefix, groups: groups ?? [] }, options);
  const kind = embedded
    ? running
      ? `its own, at ${brokers.join(",")}`
      : "its own, not running (`npx playhead up`)"
    : brokers.join(",");
  print(`home    ${home}\nbroker  ${kind}${groups === undefined ? "" : `\n\n${groups.text}`}`, options);
}
