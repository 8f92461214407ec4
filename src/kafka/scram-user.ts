import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import type { SaslMechanism } from "../client-config/credentials";
import type { Connection } from "./connection";

/** A user of the cluster, and what proves it is them. */
export interface ScramUser {
  username: string;
  password: string;
  mechanism: SaslMechanism;
}

/** What a broker keeps in place of a password: who reads it can't log in with it. */
interface SaltedPassword {
  username: string;
  mechanism: number;
  salt: Buffer;
  iterations: number;
  saltedPassword: Buffer;
}

const API = { apiKey: 51, apiVersion: 0, apiName: "AlterUserScramCredentials" } as const;
const NO_TAGGED_FIELDS = 0;
/** Kafka's number for a mechanism, and its hash. PLAIN keeps passwords in the broker's settings instead. */
const HASHES: Partial<Record<SaslMechanism, { number: number; hash: string; bytes: number }>> = {
  "scram-sha-256": { number: 1, hash: "sha256", bytes: 32 },
  "scram-sha-512": { number: 2, hash: "sha512", bytes: 64 },
};
const SALT_BYTES = 16;
/** Kafka's least, and its tools' default. More would only hinder guessing what people think of, not what is random. */
const ITERATIONS = 4096;

/**
 * Makes a user who logs in by SCRAM, or gives the one who is there another password: Kafka's
 * AlterUserScramCredentials request, version 0 (KIP-554), which kafkajs does not have. The password itself is not sent,
 * but what PBKDF2 makes of it (RFC 5802, section 3: `Hi`).
 * https://kafka.apache.org/protocol#The_Messages_AlterUserScramCredentials
 *
 * @throws PlayheadError BROKER_UNREACHABLE, KAFKA
 * @example
 * await setScramUser(connection, new Credentials("playhead", "…"));
 */
export async function setScramUser(connection: Connection, user: ScramUser): Promise<void> {
  const salted = await saltPassword(user);
  await connection.guard(async () => {
    const cluster = await connection.cluster();
    const broker = await cluster.brokerPool.findConnectedBroker();
    await broker.connectionPool.send({
      request: { ...API, encode: () => Promise.resolve(encodeRequest(salted)) },
      response: {
        decode: (data) => Promise.resolve(decodeResponse(new Decoder(data))),
        parse: (codes) => Promise.resolve().then(() => codes.forEach(throwIfFailed)),
      },
    });
  });
}

async function saltPassword({ username, password, mechanism }: ScramUser): Promise<SaltedPassword> {
  const scram = HASHES[mechanism];
  if (scram === undefined) throw new TypeError(`${mechanism} has no salted passwords`);
  const salt = randomBytes(SALT_BYTES);
  const saltedPassword = await promisify(pbkdf2)(password, salt, ITERATIONS, scram.bytes, scram.hash);
  return { username, mechanism: scram.number, salt, iterations: ITERATIONS, saltedPassword };
}

function encodeRequest({ username, mechanism, salt, iterations, saltedPassword }: SaltedPassword): Encoder {
  const encoder = new Encoder()
    // The end of the request's header, which has tagged fields in this version.
    .writeUVarInt(NO_TAGGED_FIELDS)
    // A compact array's length is written plus one: no deletions, one user.
    .writeUVarInt(0 + 1)
    .writeUVarInt(1 + 1)
    .writeUVarIntString(username)
    .writeInt8(mechanism)
    .writeInt32(iterations);
  for (const bytes of [salt, saltedPassword]) encoder.writeUVarInt(bytes.length + 1).writeBuffer(bytes);
  return encoder.writeUVarInt(NO_TAGGED_FIELDS).writeUVarInt(NO_TAGGED_FIELDS);
}

/** The error code of each user, 0 where there is none. */
function decodeResponse(decoder: Decoder): number[] {
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  const codes = decoder.readUVarIntArray(() => {
    decoder.readUVarIntString(); // user
    const code = decoder.readInt16();
    decoder.readUVarIntString(); // message
    decoder.readTaggedFields();
    return code;
  });
  return codes ?? [];
}

function throwIfFailed(code: number): void {
  if (code !== 0) throw createErrorFromCode(code);
}
