/** What kafka-consumer-perf-test says, in records per second. */
export interface FetchRates {
  /** Whole run: joining the group included. */
  read: number;
  /** Fetching only. */
  fetch: number;
}

/**
 * Reads the two lines that kafka-consumer-perf-test prints: names, then values, with commas between them.
 *
 * @param records how many were asked for
 * @throws Error where it has read fewer, or prints something else
 */
export function fetchRates(lines: readonly string[], records: number): FetchRates {
  const header = lines.findIndex((line) => line.includes("fetch.nMsg.sec"));
  const names = (lines[header] ?? "").split(",").map((name) => name.trim());
  const values = (lines[header + 1] ?? "").split(",").map((value) => value.trim());
  const of = (name: string): number => Number(values[names.indexOf(name)]);
  const [read, fetch] = [of("nMsg.sec"), of("fetch.nMsg.sec")];
  if (!(read > 0 && fetch > 0 && of("data.consumed.in.nMsg") >= records))
    throw new Error(`kafka-consumer-perf-test did not read ${records} records:\n${lines.join("\n")}`);
  return { read, fetch };
}

/**
 * Reads the last line of kafka-producer-perf-test: `500000 records sent, 412881.9 records/sec (51.2 MB/sec), …`.
 *
 * @throws Error where there is none
 */
export function produceRate(lines: readonly string[]): number {
  const last = lines.findLast((line) => line.includes("records sent"));
  const rate = Number(/([\d.]+) records\/sec/.exec(last ?? "")?.[1]);
  if (!(rate > 0)) throw new Error(`kafka-producer-perf-test did not tell its rate:\n${lines.join("\n")}`);
  return rate;
}
