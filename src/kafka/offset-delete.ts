import type { Broker } from "kafkajs/src/cluster/index.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import type { Connection } from "./connection";
import { Coordinator, UNLESS_HEARD } from "./coordinator";
import { isKafkaError } from "./errors";
import { throwIfActive } from "./offsets";
import { needing } from "./rights";

export interface TopicPartition {
  topic: string;
  partition: number;
}

const API = { apiKey: 47, apiVersion: 0, apiName: "OffsetDelete" } as const;

/**
 * Takes a group's committed offsets away, so that it has no place on these partitions any more: Kafka's OffsetDelete
 * request, version 0 (KIP-496), which kafkajs does not have. One that is not there stays so.
 * https://kafka.apache.org/protocol#The_Messages_OffsetDelete
 *
 * @throws PlayheadError GROUP_ACTIVE, BROKER_UNREACHABLE
 */
export async function deleteOffsets(
  connection: Connection,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<void> {
  await connection.guard(() =>
    new Coordinator(connection, "group", groupId)
      .ask((coordinator) => send(coordinator, groupId, partitions), UNLESS_HEARD)
      .catch((error: unknown) => {
        if (!isKafkaError(error, "GROUP_ID_NOT_FOUND", "UNKNOWN_TOPIC_OR_PARTITION")) throw error;
      })
      .catch(throwIfActive(groupId)),
  );
}

function send(broker: Broker, groupId: string, partitions: readonly TopicPartition[]): Promise<void> {
  const answer = broker.connectionPool.send({
    request: { ...API, encode: () => Promise.resolve(encodeRequest(groupId, partitions)) },
    response: {
      decode: (data) => Promise.resolve(decodeResponse(new Decoder(data))),
      parse: (codes) => Promise.resolve().then(() => codes.forEach(throwIfFailed)),
    },
  });
  return needing({ group: "Delete", topic: "Read" }, { groupId, topics: partitions }, answer);
}

function encodeRequest(groupId: string, partitions: readonly TopicPartition[]): Encoder {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const encoder = new Encoder().writeString(groupId).writeInt32(topics.length);
  for (const topic of topics) {
    const ofTopic = partitions.filter((one) => one.topic === topic);
    encoder.writeString(topic).writeInt32(ofTopic.length);
    for (const { partition } of ofTopic) encoder.writeInt32(partition);
  }
  return encoder;
}

/** The error codes of the whole and of each partition, 0 where there is none. */
function decodeResponse(decoder: Decoder): number[] {
  const whole = decoder.readInt16();
  decoder.readInt32(); // throttle time
  const topics = decoder.readArray(() => {
    decoder.readString(); // topic
    return decoder.readArray(() => {
      decoder.readInt32(); // partition
      return decoder.readInt16();
    });
  });
  return [whole, ...topics.flat()];
}

function throwIfFailed(code: number): void {
  if (code !== 0) throw createErrorFromCode(code);
}
