import { randomInt } from "node:crypto";
import net from "node:net";
import os from "node:os";
import { Credentials } from "../client-config/credentials";
import { PlayheadError } from "../errors";
import { Connection } from "../kafka/connection";
import { setScramUser } from "../kafka/scram-user";
import { ensureBroker, findBroker, restartBroker } from "./embedded";
import { brokerFiles } from "./home";
import { readNetwork } from "./network-listener";
import { freePort, isOurAddress } from "./ports";

/** A broker that can be reached from the network, and what opens it. */
export interface Advertised {
  /** `127.0.0.1:port`, without a password, as before. */
  local: string;
  /** `ADDRESS:port`, for other machines. */
  address: string;
  /** Made now, and kept nowhere: the broker knows only what PBKDF2 makes of the password. */
  credentials: Credentials;
}

const USERNAME = "playhead";
/** Without those that look alike, as somebody may have to type it. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 6;

/** 24 characters of 31 are 118 random bits. */
function newPassword(): string {
  const letter = (): string => ALPHABET.charAt(randomInt(ALPHABET.length));
  const group = (): string => Array.from({ length: GROUP_LENGTH }, letter).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/**
 * Opens the home's own broker to the network: one more listener, on this address of this machine, that asks for a user
 * and a password made for it (SASL_PLAINTEXT with SCRAM-SHA-512). Loopback stays as it is. The broker is restarted, so
 * that nobody stays connected who knew an earlier password.
 *
 * @param address an IPv4 address of this machine
 * @param onRestart called once the broker is about to be restarted
 * @throws PlayheadError BAD_OPTION where the address is not one of this machine's, and what {@link ensureBroker} throws
 * @example
 * const { address, credentials } = await advertiseBroker(home, "192.0.2.2");
 */
export async function advertiseBroker(
  home: string,
  address: string,
  onRestart?: () => void,
): Promise<Advertised> {
  await refuseStrangeAddress(address);
  const credentials = new Credentials(USERNAME, newPassword());
  const { address: local } = await ensureBroker(home);
  // Before the door opens: behind it there must be no earlier password.
  await setUser(local, credentials);
  const before = await readNetwork(await brokerFiles(home));
  const port = before?.address === address ? before.port : await freePort(undefined, [], address);
  onRestart?.();
  const restarted = await restartBroker(home, { address, port });
  return { local: restarted.address, address: await networkAddressNow(home), credentials };
}

async function setUser(broker: string, credentials: Credentials): Promise<void> {
  const connection = new Connection([broker], "playhead-up");
  try {
    await setScramUser(connection, credentials);
  } finally {
    await connection.close();
  }
}

/**
 * Closes what {@link advertiseBroker} opened. A broker that runs is restarted.
 *
 * @returns whether there was anything to close
 */
export async function closeNetwork(home: string, onRestart?: () => void): Promise<boolean> {
  if ((await readNetwork(await brokerFiles(home))) === undefined) return false;
  onRestart?.();
  await restartBroker(home, undefined);
  return true;
}

/** Where the home's running broker is to be reached from the network: `ADDRESS:port`, or undefined where nowhere. */
export async function networkAddress(home: string): Promise<string | undefined> {
  const network = await readNetwork(await brokerFiles(home));
  if (network === undefined || (await findBroker(home)) === undefined) return undefined;
  return `${network.address}:${network.port}`;
}

async function networkAddressNow(home: string): Promise<string> {
  const address = await networkAddress(home);
  if (address !== undefined) return address;
  throw new PlayheadError("BROKER_START_FAILED", "The broker was stopped again while it was being opened", {
    remedy: "run `npx playhead up --advertise` once more",
  });
}

async function refuseStrangeAddress(address: string): Promise<void> {
  const isOne = net.isIPv4(address) && address !== "0.0.0.0";
  if (isOne && (await isOurAddress(address))) return;
  throw new PlayheadError("BAD_OPTION", `--advertise ${address} is not an IPv4 address of this machine`, {
    remedy: `it has ${ourAddresses().join(", ") || "none that another machine could reach: connect it to a network"}`,
  });
}

/** The IPv4 addresses that others may reach this machine at. */
function ourAddresses(): string[] {
  return Object.values(os.networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
}
