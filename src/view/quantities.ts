/** How quantities are written for people: one way everywhere. Machines get the plain values (`--json`). */

/**
 * A count with thousands separators.
 *
 * @example
 * formatCount(12345); // "12,345"
 */
export function formatCount(count: number | bigint): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/**
 * A count with its noun, whose plural takes an s.
 *
 * @example
 * plural(1, "row"); // "1 row"
 * plural(1200, "row"); // "1,200 rows"
 */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Steps of 1000 (SI prefixes), so `kB` is 1000 bytes. */
const PREFIXES = ["", "k", "M", "G", "T", "P"] as const;

/** A number to three digits and the SI prefix of its thousands, e.g. `[12.3, "k"]`. */
function scaled(value: number): [number: string, prefix: string] {
  let rest = value;
  let step = 0;
  // 999.5 rounds to 1000 at three digits, which belongs to the next prefix.
  while (rest >= 999.5 && step < PREFIXES.length - 1) {
    rest /= 1000;
    step++;
  }
  const digits =
    step === 0 ? (rest < 10 && !Number.isInteger(rest) ? 1 : 0) : rest < 9.995 ? 2 : rest < 99.95 ? 1 : 0;
  return [rest.toFixed(digits), PREFIXES[step] ?? ""];
}

/**
 * Bytes with an SI prefix.
 *
 * @example
 * formatBytes(61_300); // "61.3 kB"
 */
export function formatBytes(bytes: number): string {
  const [number, prefix] = scaled(bytes);
  return `${number} ${prefix}B`;
}

/**
 * A rate in units per second.
 *
 * @example
 * formatRate(12_345, "rows"); // "12.3k rows/s"
 */
export function formatRate(perSecond: number, unit: string): string {
  if (unit === "bytes") return `${formatBytes(perSecond)}/s`;
  const [number, prefix] = scaled(perSecond);
  return `${number}${prefix} ${unit}/s`;
}

/**
 * A duration in milliseconds, as exact as it is of use.
 *
 * @example
 * formatDuration(450);     // "0.5 s"
 * formatDuration(125_000); // "2 min 5 s"
 */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min${seconds % 60 === 0 ? "" : ` ${seconds % 60} s`}`;
  const hours = Math.floor(minutes / 60);
  return `${hours} h${minutes % 60 === 0 ? "" : ` ${minutes % 60} min`}`;
}

/**
 * A moment in UTC, without the parts that are zero: seconds are dropped on the full minute, milliseconds on the full
 * second. A moment that no date can hold is `-`.
 *
 * @example
 * formatTime(Date.UTC(2014, 8, 13, 7, 24)); // "2014-09-13 07:24 UTC"
 */
export function formatTime(time: number | Date): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "-";
  const [day = "", clock = ""] = date.toISOString().replace("Z", "").split("T");
  const short = clock.endsWith(":00.000") ? clock.slice(0, -7) : clock.replace(/\.000$/, "");
  return `${day} ${short} UTC`;
}
