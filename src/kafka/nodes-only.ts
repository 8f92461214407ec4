import Brokers from "kafkajs/src/broker/index.js";
import { fetchClusterMetadata } from "./metadata";

// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its `this` below
const { metadata } = Brokers.prototype;

/**
 * To learn where the brokers are kafkajs asks for all topics, too, and takes it for a failure where a partition of any
 * of them has no leader: one forgotten topic without a second copy, on a broker that is away, and nothing can be done
 * on the whole cluster. Here it asks for no topic: whose topics matter says which.
 */
Brokers.prototype.metadata = async function (topics = []) {
  if (topics.length > 0) return metadata.call(this, topics);
  return { ...(await fetchClusterMetadata(this)), topicMetadata: [] };
};
