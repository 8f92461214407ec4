import fs from "node:fs/promises";
import path from "node:path";

/** Looks through all files below a folder, byte by byte. @returns `file: text` for each text that is in it */
export async function findInFiles(folder: string, texts: readonly string[]): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) => {
      const content = await fs.readFile(file);
      return texts.filter((text) => content.includes(text)).map((text) => `${file}: ${text}`);
    }),
  );
  return found.flat();
}

/** Looks at the command lines of all processes, again and again, until it is stopped; Linux only. */
export class ProcessWatch {
  readonly found = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly texts: readonly string[]) {
    this.timer = setInterval(() => void this.look(), 20);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    for (const pid of (await fs.readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const commandLine = await fs.readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      for (const text of this.texts) if (commandLine.includes(text)) this.found.add(text);
    }
  }
}
