/** What the bench tells every contestant on its command line. */
export interface Task {
  /** `host:port` of the broker. */
  brokers: string;
  topic: string;
  output: string;
  group: string;
  /** A folder for what is kept on disk. */
  home: string;
}

/** Reads the command line of a contestant, `--name value` each. Names beyond the task's are the contestant's own. */
export function readTask(argv = process.argv.slice(2)): Task & Readonly<Record<string, string>> {
  const options: Record<string, string> = {};
  for (let at = 0; at + 1 < argv.length; at += 2) options[String(argv[at]).slice(2)] = String(argv[at + 1]);
  return options as Task & Record<string, string>;
}

/** Everything is loaded; from here on the clock runs. */
export function tellBegin(): void {
  process.stdout.write(`${JSON.stringify({ began: Date.now() })}\n`);
}
