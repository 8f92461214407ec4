import { createRequire } from "node:module";
import type { Broker, ProtocolRequest } from "kafkajs/src/cluster/index.js";

interface Encoded {
  buffer: Buffer;
}

/** The same broker, and the requests that are sent to it, as bytes without their header. */
export function recorded(broker: Broker): { broker: Broker; requests: Buffer[] } {
  const requests: Buffer[] = [];
  const send = async <Decoded, Answer>(request: ProtocolRequest<Decoded, Answer>): Promise<Answer> => {
    requests.push(((await request.request.encode()) as unknown as Encoded).buffer);
    return broker.connectionPool.send(request);
  };
  return { broker: Object.assign(Object.create(broker) as Broker, { connectionPool: { send } }), requests };
}

/** What kafkajs's own encoder makes of a request: `fetch/v11`, `produce/v7`. */
export async function encodedByKafkajs(request: string, options: Record<string, unknown>): Promise<Buffer> {
  const load = createRequire(import.meta.url);
  const encoder = load(`kafkajs/src/protocol/requests/${request}/request.js`) as (
    options: Record<string, unknown>,
  ) => { encode(): Promise<Encoded> };
  return (await encoder(options).encode()).buffer;
}
