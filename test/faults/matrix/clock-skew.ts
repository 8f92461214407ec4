import fs from "node:fs/promises";
import path from "node:path";
import { openAppender } from "../../../src/kafka/append";
import { ensureTopic } from "../../../src/kafka/topics";
import { note } from "../verdict";
import { verify } from "../verify";
import { inPlace, type Place } from "./place";
import { playhead, startPlayhead } from "./playhead";
import { eachAlone, type Once } from "./row";

const RECORDS = 5000;
const MIDDLE = Date.UTC(2023, 2, 6);
const DAY = 86_400_000;
/** Kafka refuses what lies more than an hour ahead of its own clock, ms. */
const AHEAD = 50 * 60_000;
const NONE = -1;

/**
 * Records whose times go back and forth, are equal, lie ahead of the broker's clock, at 1970, or are not there: the
 * order of the log counts. Then a rewind to a time, and a file with a time before 1970, which is refused whole.
 */
export const clockSkew = eachAlone((ground) => inPlace(ground, once));

async function once({ config, workbook, connection, random }: Place): Promise<Once> {
  const { source: topic, calculator } = workbook.names;
  await ensureTopic(connection, { topic, partitions: 2 });
  const times = [
    () => MIDDLE + random.integer(-DAY, DAY),
    () => MIDDLE,
    () => Date.now() + AHEAD,
    () => 0,
    () => NONE,
  ];
  const records = Array.from({ length: RECORDS }, (_, n) => ({
    key: String(random.integer(0, 19)),
    value: JSON.stringify({ latitude: 41 + (n % 97) / 1000, longitude: 2 + (n % 89) / 1000 }),
    timestamp: times[random.integer(0, times.length - 1)]?.() ?? MIDDLE,
  }));
  await (await openAppender(connection)).append(topic, records);
  await playhead(config, "process", "--unit", "m");

  const began = Date.now();
  const to = ["--group", calculator, "--topic", topic, "--to-datetime", new Date(MIDDLE).toISOString()];
  await playhead(config, "rewind", ...to, "--execute");
  await playhead(config, "process", "--unit", "m");
  const recovery = Date.now() - began;

  const file = path.join(config.home, "early.csv");
  const [early, late] = ["1,41,2,early,1969-12-31T23:59:59Z", "2,41,2,early,1970-01-01T00:00:01Z"];
  await fs.writeFile(file, `id,latitude,longitude,track_id,time\n${late}\n${early}\n`);
  const refused = await startPlayhead(config, ["ingest", file]).finished;
  await workbook.write();
  const verdict = await verify(workbook, connection, 2);
  if (refused.code !== 1 || !refused.stderr.startsWith("BAD_ROW"))
    note(verdict, "wrong", "a time before 1970", `${refused.code} ${refused.stderr}`);
  return { verdict, recovery };
}
