import { inspect } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { readJournal, record, type Promotion } from "../../src/journal/journal";
import { openAppender } from "../../src/kafka/append";
import { joinGroup } from "../../src/kafka/membership";
import { commitOffsets, committedOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { names, type Names } from "../../src/names";
import { planRewind } from "../../src/rewind/rewind";
import type { RewindPlace } from "../../src/rewind/place";
import { earliest, toOffset } from "../../src/rewind/targets";
import { planUndo } from "../../src/rewind/undo";
import { JUPYTER_DISPLAY, prose } from "../../src/view/mime";
import { deleteRecords } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { inKafkaShell } from "../fixtures/kafka-tools";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";

const place = testPlace();
let at: RewindPlace;
let own: Names;
let group: string;
let topic: string;

/** A journal, a group and a topic for each test: two partitions of ten records, with a playhead on the first alone. */
beforeEach(async () => {
  const connection = await place.connection();
  own = names(`${place.unique("own")}.`);
  at = { connection, names: own };
  [group, topic] = [place.unique("group"), place.unique("topic")];
  await ensureTopic(connection, { topic, partitions: 2 });
  const appender = await openAppender(connection);
  for (const partition of [0, 1]) await appender.append(topic, numbered(0, 10, partition));
  await commitOffsets(connection, group, topic, new Map([[0, 7]]));
});

/** Here no run is ever promoted. */
const noPromotion = (): Promise<never> => Promise.reject(new Error("there is no promotion to take back"));

const positions = async () => [...((await committedOffsets(at.connection, group)).get(topic) ?? [])];
const rewound = async (offset: number) => (await planRewind(at, group, toOffset(offset), topic)).execute();
const undone = async () => (await planUndo(at, noPromotion)).execute();

test("a rewind is taken back: shown first, then done; a playhead that was not there is none again", async () => {
  await rewound(3);
  expect(await positions()).toEqual([[0, 3], [1, 3]]); // prettier-ignore
  const plan = await planUndo(at, noPromotion);
  expect(inspect(plan)).toContain(
    `Undo of the rewind of ${group} (${topic} partition 0 from 7 to 3, ${topic} partition 1 from none to 3), by test at `,
  );
  expect(inspect(plan)).toContain("Dry run");
  expect(await positions(), "a dry run").toEqual([[0, 3], [1, 3]]); // prettier-ignore
  await plan.execute();
  expect(await positions()).toEqual([[0, 7]]);
  expect(inspect(plan)).toContain("Done");
  await plan.execute();
  const entries = await readJournal(at.connection, own.journal);
  expect(entries).toMatchObject([{ done: true }, { done: true, undoes: entries[0]?.id }]);
});

test("one after the other, the last one first, until there is nothing left", async () => {
  expect((await errorOf(planUndo(at, noPromotion))).code).toBe("NOTHING_TO_UNDO");
  await commitOffsets(at.connection, group, topic, new Map([[1, 9]]));
  await rewound(3);
  await rewound(5);
  await undone();
  expect(await positions()).toEqual([[0, 3], [1, 3]]); // prettier-ignore
  await undone();
  expect(await positions()).toEqual([[0, 7], [1, 9]]); // prettier-ignore
  expect((await errorOf(planUndo(at, noPromotion))).code).toBe("NOTHING_TO_UNDO");
});

test("the same undo planned twice is done once", async () => {
  await rewound(3);
  const [one, two] = [await planUndo(at, noPromotion), await planUndo(at, noPromotion)];
  await one.execute();
  await two.execute();
  expect(await positions()).toEqual([[0, 7]]);
  expect(await readJournal(at.connection, own.journal)).toHaveLength(2);
});

test("where the group has come back by itself, the undo moves nothing and is written down", async () => {
  await commitOffsets(at.connection, group, topic, new Map([[1, 9]]));
  await rewound(3);
  await commitOffsets(at.connection, group, topic, new Map([[0, 7], [1, 9]])); // prettier-ignore
  await undone();
  expect(await positions()).toEqual([[0, 7], [1, 9]]); // prettier-ignore
  expect((await errorOf(planUndo(at, noPromotion))).code).toBe("NOTHING_TO_UNDO");
});

test("refused while the group has a member, and where the log has lost the offset; then the nearest on request", async () => {
  await rewound(9);
  const member = await joinGroup(at.connection, group, topic, { onAssigned: () => {}, onLost: () => {} });
  expect((await errorOf(undone())).code).toBe("GROUP_ACTIVE");
  await member.leave();
  await deleteRecords(at.connection, topic, 8);
  expect((await errorOf(planUndo(at, noPromotion))).code).toBe("OFFSET_OUT_OF_RANGE");
  await (await planUndo(at, noPromotion, { clamp: true })).execute();
  expect(await positions()).toEqual([[0, 8]]);
});

test("of one that was never confirmed, it says what the playheads tell", async () => {
  await record(at.connection, own.journal, {
    type: "reset",
    group,
    moves: [{ topic, partition: 0, from: 7, to: 3 }],
    done: false,
  });
  const doubt = async () => inspect(await planUndo(at, noPromotion));
  expect(await doubt()).toContain("the playheads stand where they were before, so it was not done");
  await commitOffsets(at.connection, group, topic, new Map([[0, 3]]));
  expect(await doubt()).toContain("stand where it was to lead, so it was done");
  await commitOffsets(at.connection, group, topic, new Map([[0, 5]]));
  expect(await doubt()).toContain("the group has gone on since");
});

test("a promotion is taken back by whoever knows how; its plan shows itself in ours", async () => {
  await record(at.connection, own.journal, {
    ...{ type: "promotion", outputTopic: "out", from: "g:raw:1", to: "g:raw:2", automatic: true },
  });
  const given: Promotion[] = [];
  const plan = await planUndo(at, (entry) => {
    const step = {
      execute: () => Promise.resolve(given.push(entry)),
      [JUPYTER_DISPLAY]: () => prose("back to <1>"),
    };
    return Promise.resolve(step);
  });
  const shown = await plan[JUPYTER_DISPLAY]();
  expect(shown["text/plain"]).toMatch(
    /^Undo of the promotion of g:raw:2 over g:raw:1 in out, by test at .*\n\nback to <1>$/,
  );
  expect(shown["text/html"]).toContain("back to &lt;1&gt;");
  await plan.execute();
  await plan.execute();
  expect(given).toMatchObject([{ to: "g:raw:2" }]);
});

test("Kafka's own tool takes the two commands that an undo may need", async () => {
  await rewound(3);
  const { step } = await planUndo(at, noPromotion);
  const { kafkaCommand } = JSON.parse(JSON.stringify(step)) as { kafkaCommand: string };
  const commands = kafkaCommand.replace("--dry-run", "--execute").split("\n");
  expect(commands).toHaveLength(2);
  await inKafkaShell(await place.home(), commands.join(" && "));
  expect(await positions()).toEqual([[0, 7]]);
}, 60_000);

test("an entry of a group that is gone is taken back all the same: it is made again", async () => {
  const plan = await planRewind(at, group, earliest(), `${topic}:0`);
  await plan.execute();
  const admin = await at.connection.admin();
  await admin.deleteGroups([group]);
  const undo = await planUndo(at, noPromotion);
  expect(inspect(undo)).toContain("which is not there yet");
  await undo.execute();
  expect(await positions()).toEqual([[0, 7]]);
});
