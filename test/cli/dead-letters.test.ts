import { expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { ensureTopic } from "../../src/kafka/topics";
import { commandHere } from "../fixtures/command-here";
import { testPlace } from "../fixtures/place";
import { appendPoints, points } from "../processor/points";

const place = testPlace();

test("a bad record stops the work; put aside it is counted and listed, with the way back to it", async () => {
  const connection = await place.connection();
  const { source, calculator } = place.names;
  await ensureTopic(connection, { topic: source, partitions: 1 });
  await appendPoints(connection, source, points(10));
  const appender = await openAppender(connection);
  await appender.append(source, [{ key: "7", value: "no JSON", timestamp: 1 }]);
  await appendPoints(connection, source, points(5));
  const env = await place.env();

  const none = await commandHere(["dead-letters"], env);
  expect(none.stdout).toContain("has put no record of");
  const stopped = await commandHere(["process", "--unit", "m"], env);
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain("BAD_RECORD  The record at offset 10");
  expect(stopped.stderr).toContain("--bad-records dead-letter");

  const aside = await commandHere(["process", "--unit", "m", "--bad-records", "dead-letter"], env);
  expect(aside.stdout).toContain("1 of them could not be processed");
  const listed = await commandHere(["dead-letters"], env);
  expect(listed.code).toBe(0);
  expect(listed.stdout).toContain("no JSON");
  expect(listed.stdout).toContain(
    `npx playhead rewind --group ${calculator} --topic ${source}:0 --to-offset 10`,
  );
  const json = JSON.parse((await commandHere(["dead-letters", "--json"], env)).stdout) as unknown[];
  expect(json).toMatchObject([{ partition: 0, offset: 10, key: "7" }]);
});

test("an end is where it is asked for; without a zone a time is refused", async () => {
  const env = await place.env();
  const group = place.unique("until");
  const call = ["process", "--unit", "m", "--group", group, "--output", group, "--json"];
  const first = await commandHere([...call, "--until-offset", "4"], env);
  expect(JSON.parse(first.stdout)).toMatchObject({ recordsIn: 4 });
  const vague = await commandHere([...call, "--until-datetime", "2023-03-06T07:12:00"], env);
  expect(vague.code).toBe(2);
  expect(vague.stderr).toContain("with its zone");
});
