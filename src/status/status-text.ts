import { formatBytes, formatDuration } from "../view/quantities";
import { table } from "../view/table";
import type { GroupStatus, Status } from "./status";

/** A status as a terminal shows it. @param now ms since 1970 */
export function statusText(status: Status, now: number): string {
  const lines = table(
    [
      { what: "broker", is: brokerText(status, now) },
      { what: "home", is: `${status.home}, format ${status.versions.homeFormat}` },
      { what: "database", is: status.database },
      { what: "disk", is: diskText(status) },
      { what: "versions", is: versionsText(status) },
    ],
    [
      { title: "", value: ({ what }) => what },
      { title: "", value: ({ is }) => is },
    ],
  )
    .text.split("\n")
    .filter((line) => line.trim() !== "")
    .join("\n");
  return status.running ? `${lines}\n\n${groupsText(status.groups)}` : lines;
}

function brokerText({ brokers, embedded, process, advertised, prefix }: Status, now: number): string {
  const names = prefix === "" ? "" : `; names begin with ${prefix}`;
  if (!embedded) return `the cluster at ${brokers.join(",")}${names}`;
  if (process === null) return "its own, not running (`npx playhead up`)";
  const up = `up for ${formatDuration(now - Date.parse(process.startedAt))}`;
  const network = advertised === null ? "this machine only" : `and, with a password, at ${advertised}`;
  return `its own, at ${brokers.join(",")}, ${network}; process ${process.pid}, ${up}${names}`;
}

function diskText({ disk: { parts, free }, embedded }: Status): string {
  if (free === null) return "nothing yet: the home is made when it is first written to";
  const sizes = parts.map(({ what, bytes }) => `${what} ${formatBytes(bytes)}`);
  const elsewhere = embedded ? [] : ["the cluster's own disks are not seen from here"];
  return [...sizes, `${formatBytes(free)} free`, ...elsewhere].join(", ");
}

function versionsText({ versions: { playhead, node, kafka, duckdb } }: Status): string {
  const own = kafka === null ? [] : [`Kafka ${kafka}`];
  return [`playhead ${playhead}`, `Node.js ${node}`, ...own, `DuckDB ${duckdb}`].join(", ");
}

function groupsText(groups: readonly GroupStatus[]): string {
  if (groups.length === 0) return "No group has read anything yet.";
  return table(groups, [
    { title: "GROUP", value: ({ group }) => group },
    { title: "STATE", value: ({ state }) => state },
    { title: "TOPIC", value: ({ topic }) => topic },
    { title: "PARTITIONS", value: ({ partitions }) => partitions },
    { title: "LAG", value: ({ lag }) => lag },
    { title: "", value: note },
  ]).text;
}

/** What somebody should know who looks at the lag. */
function note({ state, lag }: GroupStatus): string {
  return lag > 0 && state === "Empty" ? "behind, and no member is at work" : "";
}
