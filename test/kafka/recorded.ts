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

interface Request {
  encode(): Promise<Encoded>;
}

const load = createRequire(import.meta.url);

function kafkajsRequest(request: string, options: Record<string, unknown>): Request {
  const encoder = load(`kafkajs/src/protocol/requests/${request}/request.js`) as (
    options: Record<string, unknown>,
  ) => Request;
  return encoder(options);
}

/** What kafkajs's own encoder makes of a request: `fetch/v11`, `produce/v7`. */
export async function encodedByKafkajs(request: string, options: Record<string, unknown>): Promise<Buffer> {
  return (await kafkajsRequest(request, options).encode()).buffer;
}

/** The same with the header that goes before it. */
export async function framedByKafkajs(
  request: string,
  options: Record<string, unknown>,
  { correlationId, clientId }: { correlationId: number; clientId: string },
): Promise<Buffer> {
  const frame = load("kafkajs/src/protocol/request.js") as (parts: object) => Promise<Encoded>;
  return (await frame({ correlationId, clientId, request: kafkajsRequest(request, options) })).buffer;
}
