import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../whole-file";
import type { Installation } from "./installation";

/**
 * Makes a folder Kafka's data folder, as its storage tool does (`kafka-storage format`), without starting Java for it:
 * `bootstrap.checkpoint`, which the set-up had that tool make, and `meta.properties`, which holds the identity
 * (KIP-631, KIP-858). A folder that has an identity keeps it.
 */
export async function formatStorage(folder: string, installation: Installation): Promise<void> {
  const identity = path.join(folder, "meta.properties");
  if (await exists(identity)) return;
  await writeWhole(path.join(folder, "bootstrap.checkpoint"), await fs.readFile(installation.checkpoint));
  const lines = ["version=1", `cluster.id=${newUuid()}`, "node.id=1", `directory.id=${newUuid()}`];
  // Last: a folder with an identity is complete.
  await writeWhole(identity, lines.map((line) => `${line}\n`).join(""));
}

function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

/** A random (version 4) UUID in Kafka's form: 16 bytes in URL-safe base64. */
function newUuid(): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const uuid = bytes.toString("base64url");
  // Kafka draws again too: a leading hyphen looks like an option on its tools' command lines.
  return uuid.startsWith("-") ? newUuid() : uuid;
}
