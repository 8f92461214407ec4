import { expect, onTestFinished, test } from "vitest";
import { planRewind } from "../../src/rewind/rewind";
import { earliest } from "../../src/rewind/targets";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { seededRandom } from "../../src/tracks/random";
import { Scenario } from "./scenario";

const place = testPlace();

test("until Kafka has dropped a killed member, a rewind is refused and a processor waits: both say for how long", async () => {
  const random = seededRandom(Date.now());
  const scenario = await Scenario.begin({ config: await place.config(), partitions: 2, random });
  onTestFinished(() => scenario.close());
  scenario.addMember();
  await scenario.untilProgress();
  const { calculator, source } = scenario.names;
  const waited: string[] = [];
  const workbook = await place.workbook({ onWaiting: (what) => waited.push(what) });
  await workbook.groups();
  const connection = await scenario.connection();
  const [member] = scenario.members;
  if (member === undefined) throw new Error("there is none");
  const dead = `-${member.pid} on 127.0.0.1`;

  await scenario.kill(member);
  const plan = await planRewind({ connection, names: scenario.names }, calculator, earliest(), source);
  const refused = await errorOf(plan.execute());
  expect(refused.code).toBe("GROUP_ACTIVE");
  expect(refused.message).toContain(`${calculator} has 1 member`);
  expect(refused.message).toContain(dead);
  expect(refused.remedy).toContain("one that has died is dropped by Kafka after its session timeout");

  const interrupt = new AbortController();
  const { signal } = interrupt;
  const following = workbook.follow(cumulativeDistance({ unit: "m" }), { signal });
  await until("it says whom it waits for", () => waited.length > 0);
  expect(waited).toHaveLength(1);
  expect(waited[0]).toContain(`Waiting for the members of ${calculator} (`);
  expect(waited[0]).toContain(dead);
  expect(waited[0]).toContain("one that has died is dropped by Kafka after 6 s");

  // Who waits can be stopped, and has done nothing.
  interrupt.abort();
  expect(await (await following).done).toMatchObject({ recordsIn: 0 });
  expect(await scenario.settle()).toMatchObject({ lost: 0, duplicated: 0, wrong: 0, examples: [] });
}, 180_000);
