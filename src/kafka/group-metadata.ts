import type { Broker } from "kafkajs/src/cluster/index.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";

const API = { apiKey: 15, apiVersion: 3, apiName: "DescribeGroups" } as const;

/**
 * Asks a group's coordinator what we may do with it: Kafka's DescribeGroups request, version 3, the first that tells
 * (KIP-430), where kafkajs ends at version 2. A group that is not there is told of as well.
 * https://kafka.apache.org/protocol#The_Messages_DescribeGroups
 *
 * @returns a bit for each operation, see `operationsOf`
 * @throws what kafkajs throws, e.g. of type GROUP_AUTHORIZATION_FAILED
 */
export function fetchGroupOperations(broker: Broker, group: string): Promise<number> {
  return broker.connectionPool.send({
    request: { ...API, encode: () => Promise.resolve(encodeRequest(group)) },
    response: {
      decode: (data) => Promise.resolve(decodeResponse(new Decoder(data))),
      parse: (operations) => Promise.resolve(operations),
    },
  });
}

function encodeRequest(group: string): Encoder {
  return new Encoder().writeInt32(1).writeString(group).writeBoolean(true);
}

function decodeResponse(decoder: Decoder): number {
  decoder.readInt32(); // throttle time
  const [operations = 0] = decoder.readArray(() => {
    const error = decoder.readInt16();
    if (error !== 0) throw createErrorFromCode(error);
    decoder.readString(); // group
    decoder.readString(); // state
    decoder.readString(); // protocol type
    decoder.readString(); // protocol
    decoder.readArray(() => {
      decoder.readString(); // member id
      decoder.readString(); // client id
      decoder.readString(); // host
      decoder.readBytes(decoder.readInt32()); // metadata
      decoder.readBytes(decoder.readInt32()); // assignment
    });
    return decoder.readInt32();
  });
  return operations;
}
