import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { toDiskError } from "../../disk";
import { PlayheadError } from "../../errors";
import { isDamage, unreadable, withDatabase } from "./database-file";
import type { Origin } from "../origin";
import { lookAt } from "./look-at";
import { requireOrigin } from "./origin";
import { exists } from "./schema";

/** Where every DuckDB file says what it is: after a checksum of eight bytes. */
const MAGIC = { text: "DUCK", at: 8 };
/** Who opened the old file a moment ago asks for its lock within this time, ms; refused, he opens the new one. */
const GRACE = 50;

/**
 * Says whether a file may be replaced by one built anew: there is none, it is one of ours, or it can't be opened.
 *
 * @throws PlayheadError SINK_OTHER_CLUSTER, SINK_UNREADABLE for somebody else's database, which nothing could bring
 *   back, or a folder
 */
export async function requireReplaceable(file: string, expected: Origin): Promise<void> {
  const stats = await lookAt(file);
  if (stats === undefined) return;
  if (!stats.isFile()) throw unreadable(file, "it is no file");
  await whereOpenable(file, async (connection) => {
    await requireOrigin(file, connection, expected).catch((error: unknown) => {
      // It opens, but can't be read: it is damaged all the same.
      if (!(error instanceof PlayheadError && isDamage(error.cause))) throw error;
    });
  });
}

/**
 * Puts a whole database in the place of the one that is there: in one moment, while nobody writes the old one. Readers
 * that have the old one open go on with it.
 *
 * @returns where the file that was there has been put, if it was no database: it may have been named by mistake
 * @throws PlayheadError SINK_BUSY, HOME_NOT_WRITABLE
 */
export async function replaceDatabase(file: string, draft: string): Promise<string | undefined> {
  const swap = async (): Promise<void> => {
    // It belongs to the old file, and would be taken for the new one's.
    await fs.rm(`${file}.wal`, { force: true });
    await fs.rename(draft, file);
  };
  try {
    const swapped = await whereOpenable(file, async () => {
      await swap();
      await delay(GRACE);
    });
    if (swapped) return undefined;
    const kept = await keepAside(file);
    await swap();
    return kept;
  } catch (error) {
    throw toDiskError(path.dirname(file), error);
  }
}

/** Does the work with the file open for reading, which keeps writers out. False where it can't be opened. */
async function whereOpenable(file: string, work: Parameters<typeof withDatabase<void>>[2]): Promise<boolean> {
  if (!(await exists(file))) return false;
  let opened = false;
  try {
    await withDatabase(file, "READ_ONLY", (connection) => {
      opened = true;
      return work(connection);
    });
    return true;
  } catch (error) {
    const damaged = !opened && error instanceof PlayheadError && error.code === "SINK_UNREADABLE";
    if (!damaged) throw error;
    return false;
  }
}

async function keepAside(file: string): Promise<string | undefined> {
  const start = Buffer.alloc(MAGIC.at + MAGIC.text.length);
  const handle = await fs.open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  const { bytesRead } = await handle.read(start, 0, start.length, 0).finally(() => handle.close());
  // A damaged database of ours is no loss.
  if (bytesRead === 0 || start.toString("latin1", MAGIC.at) === MAGIC.text) return undefined;
  for (let number = 1; ; number++) {
    const kept = `${file}.kept-${number}`;
    try {
      await fs.link(file, kept);
      return kept;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
