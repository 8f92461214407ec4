import { PlayheadError } from "../errors";
import { shown, type Property } from "./properties";

/**
 * The addresses that a client asks first: `host:port,…`.
 *
 * @throws PlayheadError BAD_OPTION
 * @example
 * parseBrokers({ value: "a.example:9092, [::1]:9092", from: "KAFKA_BROKERS" }) // ["a.example:9092", "[::1]:9092"]
 */
export function parseBrokers({ value, from }: Property): string[] {
  const brokers = value.split(",").map((address) => address.trim());
  for (const address of brokers) {
    const port = Number(/^(?:\[[0-9a-fA-F:.]+\]|[^\s:/@]+):(\d{1,5})$/.exec(address)?.[1]);
    if (!(port >= 1 && port <= 65535)) {
      throw new PlayheadError("BAD_OPTION", `${from} has "${shown(address)}", which is not host:port`, {
        remedy: "write it as host:port, several with commas between them, e.g. 127.0.0.1:9092",
      });
    }
  }
  return brokers;
}
