import { openAppender } from "../../../src/kafka/append";
import { ensureTopic } from "../../../src/kafka/topics";
import { allRecords } from "../../fixtures/records";
import { note, noVerdict, together, type Verdict } from "../verdict";
import { BAD, verify } from "../verify";
import { inPlace, type Place } from "./place";
import { playhead } from "./playhead";
import { eachAlone, type Once } from "./row";

/** What a topic of track points may hold that is none, a kind each. */
const KINDS: Record<string, string | Buffer | null> = {
  "no value": null,
  "empty value": "",
  "cut off": '{"latitude":41.1,"longitude":2.2,"track_',
  "not JSON": "latitude=41.1, longitude=2.2",
  "two values": '{"latitude":41.1,"longitude":2.2}{"latitude":41.1,"longitude":2.2}',
  "a list": "[41.1,2.2]",
  "a number": "41.1",
  text: '"41.1,2.2"',
  null: "null",
  "no fields": "{}",
  "no latitude": '{"longitude":2.2}',
  "no longitude": '{"latitude":41.1}',
  "another name": '{"lat":41.1,"lon":2.2}',
  "text for a number": '{"latitude":"41.1","longitude":2.2}',
  "null for a number": '{"latitude":41.1,"longitude":null}',
  "an object for a number": '{"latitude":{"degrees":41.1},"longitude":2.2}',
  NaN: '{"latitude":NaN,"longitude":2.2}',
  infinity: '{"latitude":1e999,"longitude":2.2}',
  "latitude out of range": '{"latitude":91,"longitude":2.2}',
  "longitude out of range": '{"latitude":41.1,"longitude":-180.0001}',
  "no UTF-8": Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x80, 0xc3]),
  "the bytes of another format": Buffer.from("0000000001060a0d31303108", "hex"),
  "nested deeply": `{"latitude":${"[".repeat(100_000)}`,
  huge: `{"latitude":41.1,"longitude":2.2,"note":"${"x".repeat(800_000)}`,
};
const GOOD_PER_BAD = 100;
/** Of each kind. */
const TIMES = 3;

/** One record in a hundred is a bad one, of every kind, and is put aside: each of them once, and all others count. */
export const badRecords = eachAlone((ground) => inPlace(ground, once));

async function once({ config, workbook, connection, random }: Place): Promise<Once> {
  const topic = workbook.names.source;
  await ensureTopic(connection, { topic, partitions: 2 });
  const appender = await openAppender(connection);
  let number = 0;
  const good = () => {
    const track = String(++number % 20);
    const value = JSON.stringify({
      latitude: 41 + (number % 97) / 1000,
      longitude: 2 + (number % 89) / 1000,
    });
    return { key: track, value, timestamp: 1_678_000_000_000 + number };
  };
  for (let time = 0; time < TIMES; time++) {
    for (const [kind, value] of Object.entries(KINDS)) {
      const records: Parameters<typeof appender.append>[1][number][] = Array.from(
        { length: GOOD_PER_BAD },
        good,
      );
      // Some among the records of a track, some of nobody's.
      const key = random.chance(0.8) ? String(random.integer(0, 19)) : null;
      const bad = { key, value, timestamp: 1_678_000_000_000 + number, headers: { [BAD]: kind } };
      records.splice(random.integer(0, GOOD_PER_BAD), 0, bad);
      await appender.append(topic, records);
    }
  }
  const began = Date.now();
  await playhead(config, "process", "--unit", "m", "--bad-records", "dead-letter");
  const recovery = Date.now() - began;
  await workbook.write();
  return { verdict: together([await verify(workbook, connection, 1), await judge()]), recovery };

  async function judge(): Promise<Verdict> {
    const verdict = noVerdict();
    const bad = (await allRecords(connection, topic)).filter(({ headers }) => headers[BAD] !== undefined);
    const due = new Map(bad.map((record) => [`${record.partition}:${record.offset}`, record]));
    for (const { partition, offset, value, error } of await workbook.deadLetters()) {
      const at = `${partition}:${offset}`;
      const record = due.get(at);
      verdict.compared++;
      if (record === undefined) note(verdict, "wrong", "dead letters", `${at} is no bad one: ${error}`);
      else if (!Buffer.from(record.value ?? "").equals(Buffer.from(value ?? "")))
        note(verdict, "wrong", "dead letters", `${at} is not as it was`);
      due.delete(at);
    }
    for (const [at, { headers }] of due) note(verdict, "lost", "dead letters", `${at}, ${headers[BAD]}`);
    return verdict;
  }
}
