import type { Broker } from "kafkajs/src/cluster/index.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import { needing } from "./rights";

/** What the cluster says of one topic. */
export interface TopicMetadata {
  /**
   * The topic's own id, 32 hexadecimal digits: another topic of the same name, made after this one was deleted, has
   * another.
   */
  id: string;
  /** Node id of each partition's leader. */
  leaders: Map<number, number>;
  /** What we may do with it (KIP-430): a bit for each operation, see `operationsOf`. */
  operations: number;
}

const API = { apiKey: 3, apiVersion: 10, apiName: "Metadata" } as const;
const NO_TAGGED_FIELDS = 0;
const UUID_BYTES = 16;
const UNKNOWN_TOPIC_OR_PARTITION = 3;

/**
 * Asks a broker for one topic's metadata: Kafka's Metadata request, version 10, the first that tells a topic's id
 * (KIP-516, Kafka 2.8), where kafkajs ends at version 6. https://kafka.apache.org/protocol#The_Messages_Metadata
 *
 * @throws what kafkajs throws, e.g. of type UNKNOWN_TOPIC_OR_PARTITION
 */
export async function fetchTopicMetadata(broker: Broker, topic: string): Promise<TopicMetadata> {
  const answer = broker.connectionPool.send({
    request: { ...API, encode: () => Promise.resolve(encodeRequest(topic)) },
    response: {
      decode: (data) => Promise.resolve(decodeResponse(new Decoder(data))),
      parse: (metadata) => Promise.resolve(metadata),
    },
  });
  return needing({ topic: "Describe" }, { topics: [topic] }, answer);
}

function encodeRequest(topic: string): Encoder {
  return (
    new Encoder()
      // The end of the request's header, which has tagged fields in this version.
      .writeUVarInt(NO_TAGGED_FIELDS)
      // A compact array's length is written plus one.
      .writeUVarInt(1 + 1)
      .writeBuffer(Buffer.alloc(UUID_BYTES))
      .writeUVarIntString(topic)
      .writeUVarInt(NO_TAGGED_FIELDS)
      // No automatic creation of topics; the authorized operations of topics, not of the cluster.
      .writeBoolean(false)
      .writeBoolean(false)
      .writeBoolean(true)
      .writeUVarInt(NO_TAGGED_FIELDS)
  );
}

function decodeResponse(decoder: Decoder): TopicMetadata {
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  decoder.readUVarIntArray(() => {
    decoder.readInt32(); // node id
    decoder.readUVarIntString(); // host
    decoder.readInt32(); // port
    decoder.readUVarIntString(); // rack
    decoder.readTaggedFields();
  });
  decoder.readUVarIntString(); // cluster id
  decoder.readInt32(); // controller id
  const [topic] = decoder.readUVarIntArray(() => decodeTopic(decoder)) ?? [];
  if (topic === undefined) throw createErrorFromCode(UNKNOWN_TOPIC_OR_PARTITION);
  if (topic.error !== 0) throw createErrorFromCode(topic.error);
  const leaders = new Map<number, number>();
  for (const { error, partition, leader } of topic.partitions) {
    if (error !== 0) throw createErrorFromCode(error);
    leaders.set(partition, leader);
  }
  return { id: topic.id, leaders, operations: topic.operations };
}

function decodeTopic(decoder: Decoder) {
  const error = decoder.readInt16();
  decoder.readUVarIntString(); // name
  const id = decoder.readBytes(UUID_BYTES).toString("hex");
  decoder.readBoolean(); // whether it is internal
  const partitions = decoder.readUVarIntArray(() => decodePartition(decoder)) ?? [];
  const operations = decoder.readInt32();
  decoder.readTaggedFields();
  return { error, id, partitions, operations };
}

function decodePartition(decoder: Decoder) {
  const error = decoder.readInt16();
  const partition = decoder.readInt32();
  const leader = decoder.readInt32();
  decoder.readInt32(); // leader epoch
  decoder.readUVarIntArray(() => decoder.readInt32()); // replicas
  decoder.readUVarIntArray(() => decoder.readInt32()); // those in sync
  decoder.readUVarIntArray(() => decoder.readInt32()); // those offline
  decoder.readTaggedFields();
  return { error, partition, leader };
}
