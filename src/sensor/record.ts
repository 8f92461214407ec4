import type { OutgoingRecord } from "../kafka/record-batches";
import type { SensorEvent } from "./reader";
import { inUnit, UNIT_TEXT, type TemperatureUnit } from "./unit";

/** The value of a record in the topic of temperatures. Its key is the sensor's id, its timestamp the time. */
export interface SensorReading {
  /** The folder's name: the family code 28 and the sensor's serial number. */
  sensor_id: string;
  temperature: number;
  /** The temperature's unit. */
  unit: (typeof UNIT_TEXT)[TemperatureUnit];
  /** When it was read, ISO 8601 in UTC. */
  time: string;
}

/** A reading as a record to be sent. */
export function readingRecord(
  { sensorId, time, milliCelsius }: Extract<SensorEvent, { kind: "reading" }>,
  unit: TemperatureUnit,
): OutgoingRecord {
  const value: SensorReading = {
    sensor_id: sensorId,
    temperature: inUnit(milliCelsius, unit),
    unit: UNIT_TEXT[unit],
    time: new Date(time).toISOString(),
  };
  return { key: sensorId, value: JSON.stringify(value), timestamp: time };
}
