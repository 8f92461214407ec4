import { inspect } from "node:util";
import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import { RewindPlan, type PlanFacts } from "../../src/rewind/plan";
import { earliest, toOffset } from "../../src/rewind/targets";
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

function plan(facts: Partial<PlanFacts> = {}): RewindPlan {
  return new RewindPlan(
    {
      group: "distance_calculator",
      scope: ["--topic", "raw-trackpoints"],
      target: earliest(),
      moves: [move],
      members: [],
      ...facts,
    },
    (words) => `kafka-consumer-groups ${words.join(" ")}`,
    (moves) => Promise.resolve(moves),
  );
}

test("a dry run says what it would do, whether it may, and Kafka's own command", () => {
  expect(inspect(plan())).toBe(`Dry run: nothing has moved.

GROUP                TOPIC            PARTITION  CURRENT-OFFSET  NEW-OFFSET  TO-REPLAY
distance_calculator  raw-trackpoints          0             681           0        681

  replays    681 offsets
  replaces   this group's results, once its next run has caught up; until then readers see what they see now
  allowed    yes, the group has no members

Kafka's own tool does the same to the offsets (not to state or results):
  kafka-consumer-groups --reset-offsets --group distance_calculator --topic raw-trackpoints --to-earliest --dry-run`);
});

test("once executed it says so, and the command is for real", async () => {
  const executed = await plan().execute();
  expect(executed.text).toContain("Done: the playhead has moved.");
  expect(executed.text).not.toContain("allowed");
  expect(executed.text).toMatch(/--to-earliest --execute$/);
  expect(executed.toJSON()).toMatchObject({ executed: true, toReplay: 681 });
});

test("what is read again for the state alone is told, and who stands in the way", () => {
  const { text, toReplay } = plan({
    target: toOffset(100),
    moves: [{ ...move, newOffset: 100, toReplay: 581 }],
    members: [{ memberId: "m", clientId: "playhead-laptop-7", host: "127.0.0.1" }],
  });
  expect(toReplay).toBe(581);
  expect(text).toContain("warms up   100 earlier offsets first");
  expect(text).toContain("allowed    no, the group has a member (playhead-laptop-7 on 127.0.0.1)");
});

test("a cell shows table, notes and the command on one line; nothing in it can become markup", () => {
  const evil = `<img src=x onerror="alert('1')">&`;
  const shown = plan({
    group: evil,
    scope: ["--topic", evil],
    moves: [{ ...move, topic: evil }],
    members: [{ memberId: "m", clientId: evil, host: evil }],
  });
  const html = shown[JUPYTER_DISPLAY]()["text/html"] ?? "";
  const { document } = new JSDOM(html).window;
  expect(document.querySelectorAll("img, script, [onerror]")).toHaveLength(0);
  expect(document.body.lastElementChild?.textContent).toBe(shown.kafkaCommand(false));
  const words = document.body.textContent;
  expect(words).toContain("Dry run: nothing has moved.");
  expect(words).toContain(`no, the group has a member (${evil} on ${evil})`);
  expect([...document.querySelectorAll("thead th")].map(({ textContent }) => textContent)).toContain(
    "NEW-OFFSET",
  );
  expect(shown[JUPYTER_DISPLAY]()["text/plain"]).toBe(shown.text);
});
