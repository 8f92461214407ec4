import { networkAddress } from "../broker/advertise";
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
  const network = embedded ? await networkAddress(home) : undefined;
  if (options.json) {
    const advertised = network ?? null;
    return print({ brokers, embedded, home, running, advertised, prefix, groups: groups ?? [] }, options);
  }
  const kind = embedded
    ? running
      ? `its own, at ${brokers.join(",")}${network === undefined ? "" : ` and, with a password, at ${network}`}`
      : "its own, not running (`npx playhead up`)"
    : brokers.join(",");
  print(`home    ${home}\nbroker  ${kind}${groups === undefined ? "" : `\n\n${groups.text}`}`, options);
}
