import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";
import { ownValue } from "../kafka/own-value";
import { table, type Table } from "../view/table";
import type { SensorReading } from "./record";

/**
 * The readings in a topic of temperatures, in the order of the log; all of them, or one sensor's.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND
 * @example
 * const readings = await workbook.readings("28-5e0000000001");
 */
export async function readReadings(
  connection: Connection,
  topic: string,
  sensor?: string,
): Promise<Table<SensorReading>> {
  const readings: SensorReading[] = [];
  for await (const { records } of readTopic(connection, topic)) {
    for (const record of records) {
      const { keyText, valueText } = record;
      if (valueText === null || (sensor !== undefined && keyText !== sensor)) continue;
      readings.push(ownValue<SensorReading>(record, valueText));
    }
  }
  return table(readings, [
    { title: "sensor_id", value: ({ sensor_id }) => sensor_id },
    { title: "time", value: ({ time }) => time },
    { title: "temperature", value: ({ temperature }) => temperature, digits: 2 },
    { title: "unit", value: ({ unit }) => unit },
  ]);
}
