import { expect, test } from "vitest";
import {
  confirm,
  JournalReader,
  lastUndoable,
  readJournal,
  record,
  withdraw,
  type Reset,
} from "../../src/journal/journal";
import { testPlace } from "../fixtures/place";

const place = testPlace();

function reset(group: string, undoes?: string): Omit<Reset, "id" | "at" | "client"> {
  const moves = [{ topic: "points", partition: 0, from: 9, to: 0 }];
  return { type: "reset", group, moves, done: false, ...(undoes === undefined ? {} : { undoes }) };
}

test("no journal yet: no entries, and none is made by looking", async () => {
  const connection = await place.connection();
  expect(await readJournal(connection, place.unique("journal"))).toEqual([]);
});

test("entries in order, with who and when; a confirmed one stays in its place, a withdrawn one is gone", async () => {
  const connection = await place.connection();
  const topic = place.unique("journal");
  const before = Date.now();
  const a = await record(connection, topic, reset("a"));
  const b = await record(connection, topic, reset("b"));
  await record(connection, topic, {
    type: "promotion",
    outputTopic: "out",
    from: null,
    to: "a:points:1",
    automatic: true,
  });
  const reader = new JournalReader(connection, topic);
  expect(await reader.read()).toMatchObject([{ group: "a" }, { group: "b" }, { to: "a:points:1" }]);
  await confirm(connection, topic, a);
  await withdraw(connection, topic, b);
  const entries = await reader.read();
  expect(entries).toMatchObject([
    { type: "reset", group: "a", done: true, client: connection.clientId },
    { type: "promotion", automatic: true },
  ]);
  expect(entries[0]?.at).toBeGreaterThanOrEqual(before);
  expect(await readJournal(connection, topic)).toEqual(entries);
});

test("undo goes back entry by entry, past what it has taken back itself", async () => {
  const connection = await place.connection();
  const topic = place.unique("journal");
  expect(lastUndoable([])).toBeUndefined();
  const a = await record(connection, topic, reset("a"));
  const b = await record(connection, topic, reset("b"));
  expect(lastUndoable(await readJournal(connection, topic))?.id).toBe(b.id);
  await record(connection, topic, reset("b", b.id));
  expect(lastUndoable(await readJournal(connection, topic))?.id).toBe(a.id);
  const c = await record(connection, topic, reset("c"));
  expect(lastUndoable(await readJournal(connection, topic))?.id).toBe(c.id);
});
