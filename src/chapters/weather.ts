import { Connection } from "../kafka/connection";
import { openAppender } from "../kafka/append";
import { listOffsets } from "../kafka/offsets";
import type { OutgoingRecord } from "../kafka/record-batches";
import { ensureTopic } from "../kafka/topics";
import { seededRandom } from "../tracks/random";
import type { Stage } from "./stage";

/** What three weather stations report; a reading may be missing. Made by nobody who knows of playhead. */
export interface WeatherReport {
  station: { name: string; metresAboveSea: number };
  temperature: { celsius: number } | null;
  note?: string;
}

const STATIONS = [
  { name: "harbour", metresAboveSea: 4, celsius: 17 },
  { name: "hill", metresAboveSea: 420, celsius: 13 },
  { name: "airport", metresAboveSea: 12, celsius: 16 },
] as const;
const ROUNDS = 48;
const HALF_AN_HOUR = 30 * 60_000;
const FIRST = Date.UTC(2024, 4, 5);
/** How many reports in a hundred lack their temperature. */
const MISSING = 0.08;

/**
 * The reports of a day, in order of time: what stands for a topic that somebody else's program has filled. They have no
 * keys, and their values are nested.
 */
function weatherReports(): (WeatherReport & { at: number })[] {
  const random = seededRandom(11);
  const now: number[] = STATIONS.map(({ celsius }) => celsius);
  return Array.from({ length: ROUNDS }, (_, round) =>
    STATIONS.map(({ name, metresAboveSea }, index) => {
      // It warms up until the afternoon.
      now[index] = (now[index] ?? 0) + (round < ROUNDS * 0.6 ? 0.25 : -0.4) + 0.7 * random.normal();
      const missing = random.chance(MISSING);
      return {
        at: FIRST + round * HALF_AN_HOUR + index * 1000,
        station: { name, metresAboveSea },
        temperature: missing ? null : { celsius: Number((now[index] ?? 0).toFixed(1)) },
        ...(missing ? { note: "sensor does not answer" } : {}),
      };
    }),
  ).flat();
}

/** Fills the topic that chapter 11 reads and playhead has not ingested, unless it is there. */
export async function weatherReported({ workbook, did }: Stage): Promise<void> {
  const topic = workbook.names.own("weather");
  const { brokers, credentials, tls } = workbook.config;
  const access = brokers === undefined ? {} : { credentials, tls };
  const connection = new Connection((await workbook.brokers()).split(","), "weather-stations", access);
  try {
    await ensureTopic(connection, { topic, partitions: 1 });
    if (((await listOffsets(connection, topic, "latest")).get(0) ?? 0) > 0) return;
    const records = weatherReports().map(({ at, ...report }): OutgoingRecord => {
      return { key: null, value: JSON.stringify(report), timestamp: at, partition: 0 };
    });
    await (await openAppender(connection)).append(topic, records);
    did.push(`three weather stations have reported to ${topic}`);
  } finally {
    await connection.close();
  }
}
