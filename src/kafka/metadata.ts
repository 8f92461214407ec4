import type { Broker } from "kafkajs/src/cluster/index.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { createErrorFromCode } from "kafkajs/src/protocol/error.js";
import { needing } from "./rights";

/** What the cluster says of itself. */
export interface ClusterMetadata {
  brokers: { nodeId: number; host: string; port: number; rack: string | null }[];
  /** The cluster's own id. */
  clusterId: string;
  /** The broker to which an administrator's requests go. */
  controllerId: number;
}

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
 * Where the brokers are: without a word of any topic.
 *
 * @throws what kafkajs throws
 */
export async function fetchClusterMetadata(broker: Broker): Promise<ClusterMetadata> {
  return (await fetchMetadata(broker, [])).cluster;
}

/** The names of all topics, Kafka's internal ones too. @throws what kafkajs throws */
export async function fetchTopicNames(broker: Broker): Promise<string[]> {
  return (await fetchMetadata(broker, null)).topics.map(({ name }) => name);
}

/**
 * What a broker knows of one topic.
 *
 * @throws what kafkajs throws, e.g. of type UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE
 */
export function fetchTopicMetadata(broker: Broker, name: string): Promise<TopicMetadata> {
  const answer = fetchMetadata(broker, [name]).then(({ topics: [topic] }) => topicOf(topic));
  return needing({ topic: "Describe" }, { topics: [name] }, answer);
}

function topicOf(topic: Metadata["topics"][number] | undefined): TopicMetadata {
  if (topic === undefined) throw createErrorFromCode(UNKNOWN_TOPIC_OR_PARTITION);
  if (topic.error !== 0) throw createErrorFromCode(topic.error);
  const leaders = new Map<number, number>();
  for (const { error, partition, leader } of topic.partitions) {
    if (error !== 0) throw createErrorFromCode(error);
    leaders.set(partition, leader);
  }
  return { id: topic.id, leaders, operations: topic.operations };
}

type Metadata = ReturnType<typeof decodeResponse>;

/**
 * Kafka's Metadata request, version 10, the first that tells a topic's id (KIP-516, Kafka 2.8), where kafkajs ends at
 * version 6. https://kafka.apache.org/protocol#The_Messages_Metadata
 *
 * @param topics of which topics; null for all
 */
function fetchMetadata(broker: Broker, topics: readonly string[] | null): Promise<Metadata> {
  return broker.connectionPool.send({
    request: { ...API, encode: () => Promise.resolve(encodeRequest(topics)) },
    response: {
      decode: (data) => Promise.resolve(decodeResponse(new Decoder(data))),
      parse: (metadata) => Promise.resolve(metadata),
    },
  });
}

function encodeRequest(topics: readonly string[] | null): Encoder {
  const encoder = new Encoder()
    // The end of the request's header, which has tagged fields in this version.
    .writeUVarInt(NO_TAGGED_FIELDS)
    // A compact array's length is written plus one; 0 is null.
    .writeUVarInt(topics === null ? 0 : topics.length + 1);
  for (const topic of topics ?? []) {
    encoder.writeBuffer(Buffer.alloc(UUID_BYTES)).writeUVarIntString(topic).writeUVarInt(NO_TAGGED_FIELDS);
  }
  return (
    encoder
      // No automatic creation of topics; the authorized operations of topics, not of the cluster.
      .writeBoolean(false)
      .writeBoolean(false)
      .writeBoolean(true)
      .writeUVarInt(NO_TAGGED_FIELDS)
  );
}

function decodeResponse(decoder: Decoder) {
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  const brokers = decoder.readUVarIntArray(() => decodeBroker(decoder)) ?? [];
  const clusterId = decoder.readUVarIntString() ?? "";
  const controllerId = decoder.readInt32();
  const topics = decoder.readUVarIntArray(() => decodeTopic(decoder)) ?? [];
  const cluster: ClusterMetadata = { brokers, clusterId, controllerId };
  return { cluster, topics };
}

function decodeBroker(decoder: Decoder): ClusterMetadata["brokers"][number] {
  const nodeId = decoder.readInt32();
  const host = decoder.readUVarIntString() ?? "";
  const port = decoder.readInt32();
  const rack = decoder.readUVarIntString();
  decoder.readTaggedFields();
  return { nodeId, host, port, rack };
}

function decodeTopic(decoder: Decoder) {
  const error = decoder.readInt16();
  const name = decoder.readUVarIntString() ?? "";
  const id = decoder.readBytes(UUID_BYTES).toString("hex");
  decoder.readBoolean(); // whether it is internal
  const partitions = decoder.readUVarIntArray(() => decodePartition(decoder)) ?? [];
  const operations = decoder.readInt32();
  decoder.readTaggedFields();
  return { error, name, id, partitions, operations };
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
