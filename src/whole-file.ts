import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";

/**
 * Writes a file that is there whole, or as it was before: beside its place, then by a rename. A link that lies in that
 * place is replaced, not followed.
 *
 * @param content text as UTF-8, at once or in pieces, or bytes
 * @throws Error of the file system
 * @example
 * await writeWhole("/work/.playhead/broker/network.json", JSON.stringify(network));
 */
export async function writeWhole(file: string, content: Iterable<string> | Uint8Array): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await fs.writeFile(draft, content, { flag: "wx" });
    await fs.rename(draft, file);
  } catch (error) {
    // Where there is no folder for it, there is none to remove.
    await fs.rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}
