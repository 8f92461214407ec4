import { inspect } from "node:util";
import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import type { Outlook } from "../../src/rewind/outlook";
import { RewindPlan, type PlanFacts } from "../../src/rewind/plan";
import { earliest } from "../../src/rewind/targets";
import { JUPYTER_DISPLAY } from "../../src/view/mime";

const move = {
  topic: "raw-trackpoints",
  partition: 0,
  currentOffset: 681,
  newOffset: 0,
  logStartOffset: 0,
  logEndOffset: 681,
  toReplay: 681,
};

const outlook: Outlook = {
  edges: [
    {
      first: { offset: 0, timestamp: Date.UTC(2014, 8, 13, 7, 24) },
      last: { offset: 679, timestamp: Date.UTC(2023, 2, 31, 16, 10) },
    },
  ],
  estimate: { records: 680, bytes: 81_000, keys: 10, milliseconds: 1200 },
  warmUp: [],
  warnings: [],
  results: [
    {
      sourceTopic: "raw-trackpoints",
      last: { id: "distance_calculator:raw-trackpoints:7", number: 7 },
      goesOn: false,
      shown: {
        id: "distance_calculator:raw-trackpoints:7",
        group: "distance_calculator",
        number: 7,
        definition: { name: "cumulative-distance", version: 1, parameters: { unit: "km" }, digest: "0" },
        where: "dist_calc",
      },
    },
  ],
};

function plan(facts: Partial<PlanFacts> = {}): RewindPlan {
  return new RewindPlan(
    {
      group: "distance_calculator",
      scope: ["--topic", "raw-trackpoints"],
      target: earliest(),
      moves: [move],
      members: [],
      outlook,
      ...facts,
    },
    (words) => `kafka-consumer-groups ${words.join(" ")}`,
    (moves) => Promise.resolve(moves),
  );
}

test("a dry run says what it would do, whether it may, and Kafka's own command", () => {
  expect(inspect(plan())).toBe(`Dry run for distance_calculator: nothing has moved.

TOPIC            PARTITION  CURRENT-OFFSET  NEW-OFFSET  TO-REPLAY  FIRST-RECORD          LAST-RECORD
raw-trackpoints          0             681           0        681  2014-09-13 07:24 UTC  2023-03-31 16:10 UTC

${plan().picture.text}

  replays    681 offsets, 2014-09-13 07:24 UTC to 2023-03-31 16:10 UTC; estimated 680 records, up to 10 keys, 81.0 kB, 1.2 s at the rate of earlier runs
  replaces   dist_calc shows run 7 (cumulative-distance 1 (unit km)) until run 8 has caught up; \`npx playhead undo\` then brings run 7 back
  allowed    yes, the group has no members

Kafka's own tool does the same to the offsets (not to state or results):
  kafka-consumer-groups --reset-offsets --group distance_calculator --topic raw-trackpoints --to-earliest --dry-run`);
});

test("the picture shows where the playhead is and where it would be", () => {
  const { text, svg } = plan().picture;
  expect(text).toMatch(/\|=+>\|  681\/681/);
  expect(text).toMatch(/\|>-+\|  0\/681/);
  expect(svg).toContain("after the rewind");
  const many = plan({
    moves: Array.from({ length: 5 }, (_, partition) => ({ ...move, partition })),
    outlook: { ...outlook, edges: [] },
  });
  expect(many.text, "of many partitions the table alone").not.toContain("|>-");
});

test("as JSON it is complete: machines need not read the text", () => {
  expect(JSON.parse(JSON.stringify(plan()))).toEqual({
    executed: false,
    group: "distance_calculator",
    newGroup: false,
    topics: ["raw-trackpoints"],
    target: { kind: "earliest" },
    moves: [{ ...move, firstRecord: outlook.edges[0]?.first, lastRecord: outlook.edges[0]?.last }],
    members: [],
    toReplay: 681,
    estimate: outlook.estimate,
    warmUp: [],
    warnings: [],
    results: outlook.results,
    csv: "raw-trackpoints,0,0\n",
    kafkaCommand: plan().kafkaCommand(false),
  });
});

test("once executed it says so, and the command is for real", async () => {
  const executed = await plan().execute();
  expect(executed.text).toContain("Done: the playhead of distance_calculator has moved.");
  expect(executed.text).not.toContain("allowed");
  expect(executed.text).toMatch(/--to-earliest --execute$/);
  expect(executed.toJSON()).toMatchObject({ executed: true, toReplay: 681 });
});

test("a cell shows table, notes and the command on one line; nothing in it can become markup", () => {
  const evil = `<img src=x onerror="alert('1')">&`;
  const shown = plan({
    group: evil,
    scope: ["--topic", evil],
    moves: [{ ...move, topic: evil }],
    members: [{ memberId: "m", clientId: evil, host: evil, assigned: {} }],
  });
  const html = shown[JUPYTER_DISPLAY]()["text/html"] ?? "";
  const { document } = new JSDOM(html).window;
  expect(document.querySelectorAll("img, script, [onerror]")).toHaveLength(0);
  expect(document.body.lastElementChild?.textContent).toBe(shown.kafkaCommand(false));
  const words = document.body.textContent;
  expect(words).toContain(`Dry run for ${evil}: nothing has moved.`);
  expect(words).toContain(`no, the group has a member (${evil} on ${evil})`);
  expect([...document.querySelectorAll("thead th")].map(({ textContent }) => textContent)).toContain(
    "NEW-OFFSET",
  );
  expect(shown[JUPYTER_DISPLAY]()["text/plain"]).toBe(shown.text);
});
