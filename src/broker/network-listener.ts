import fs from "node:fs/promises";
import { writeWhole } from "../whole-file";
import type { BrokerFiles } from "./home";
import { freePort, isOurAddress } from "./ports";

/** The listener's name in the broker's settings; its protocol is SASL_PLAINTEXT. */
export const LISTENER = "NETWORK";
/** How it asks for a password: without sending it (RFC 5802). */
export const MECHANISM = "SCRAM-SHA-512";

/** Where a broker is to be reached from the network. */
export interface NetworkListener {
  /** An IPv4 address of this machine. */
  address: string;
  port: number;
}

/** What the file says; a missing or torn one counts as none: the broker is then on loopback only. */
export async function readNetwork(files: BrokerFiles): Promise<NetworkListener | undefined> {
  try {
    const { address, port } = JSON.parse(
      await fs.readFile(files.network, "utf8"),
    ) as Partial<NetworkListener>;
    return typeof address === "string" && Number.isInteger(port)
      ? { address, port: port as number }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Writes it down: a broker that was killed comes back as it was. `undefined` forgets it. */
export async function writeNetwork(files: BrokerFiles, network: NetworkListener | undefined): Promise<void> {
  if (network === undefined) return fs.rm(files.network, { force: true });
  await writeWhole(files.network, JSON.stringify(network));
}

/**
 * Where a broker that starts now is to listen besides loopback: as written down, with another port where that one is
 * taken. An address that this machine no longer has is forgotten: in another network nobody has asked for it.
 */
export async function settleNetwork(
  files: BrokerFiles,
  taken: readonly number[],
): Promise<NetworkListener | undefined> {
  const wanted = await readNetwork(files);
  const network =
    wanted !== undefined && (await isOurAddress(wanted.address))
      ? { ...wanted, port: await freePort(wanted.port, taken, wanted.address) }
      : undefined;
  await writeNetwork(files, network);
  return network;
}
