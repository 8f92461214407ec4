import { describe, expect, test } from "vitest";
import { ensureBroker } from "../../src/broker/embedded";
import type { Connection } from "../../src/kafka/connection";
import { describeGroup } from "../../src/kafka/groups";
import { joinGroup, type Membership } from "../../src/kafka/membership";
import { ensureTopic } from "../../src/kafka/topics";
import { errorOf } from "../fixtures/errors";
import { ownHomes } from "../fixtures/own-broker";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";

const place = testPlace();
const homes = ownHomes();

/** A member that remembers what it is told. */
class Member {
  assigned: number[] | undefined;
  lost: Error | undefined;
  private membership: Membership | undefined;

  async join(connection: Connection, group: string, topic: string): Promise<this> {
    this.membership = await joinGroup(connection, group, topic, {
      onAssigned: (partitions) => (this.assigned = partitions),
      onLost: (error) => (this.lost = error),
    });
    return this;
  }

  async leave(): Promise<void> {
    await this.membership?.leave();
  }
}

async function newTopic(connection: Connection, partitions: number): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions });
  return topic;
}

describe("a member of a group", () => {
  test("alone has all partitions; Kafka shows it by name; the group is empty when it has left", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection, 3);
    const group = place.unique("group");
    expect((await describeGroup(connection, group)).state).toBe("Dead");
    const member = await new Member().join(connection, group, topic);
    expect(member.assigned).toEqual([0, 1, 2]);
    const described = await describeGroup(connection, group);
    expect(described).toMatchObject({ group, state: "Stable", members: [{ clientId: "test" }] });
    expect(described.members[0]?.host).toMatch(/^127\.0\.0\.1/);
    await member.leave();
    expect(await describeGroup(connection, group)).toMatchObject({ state: "Empty", members: [] });
  });

  test("does not become one where it has been stopped before", async () => {
    const connection = await place.connection();
    const [topic, group] = [await newTopic(connection, 1), place.unique("group")];
    const events = { onAssigned: () => {}, onLost: () => {} };
    const error = await errorOf(joinGroup(connection, group, topic, events, AbortSignal.abort()));
    expect(error.code).toBe("ABORTED");
    expect((await describeGroup(connection, group)).members).toEqual([]);
  });

  test("shares the partitions with a second one, and takes them back when that leaves", async () => {
    const topic = await newTopic(await place.connection(), 4);
    const group = place.unique("group");
    const one = await new Member().join(await place.connect(), group, topic);
    expect(one.assigned).toEqual([0, 1, 2, 3]);
    const two = await new Member().join(await place.connect(), group, topic);
    await until("both have their share", () => one.assigned?.length === 2 && two.assigned?.length === 2);
    expect([...(one.assigned ?? []), ...(two.assigned ?? [])].sort()).toEqual([0, 1, 2, 3]);
    await two.leave();
    await until("the first has all again", () => one.assigned?.length === 4);
    await one.leave();
  });

  test("one more than there are partitions has none, and is a member all the same", async () => {
    const topic = await newTopic(await place.connection(), 1);
    const group = place.unique("group");
    const members = [
      await new Member().join(await place.connect(), group, topic),
      await new Member().join(await place.connect(), group, topic),
    ];
    await until(
      "the partition is assigned once",
      () =>
        members.every(({ assigned }) => assigned !== undefined) &&
        members.reduce((sum, { assigned }) => sum + (assigned?.length ?? 0), 0) === 1,
    );
    expect((await describeGroup(await place.connection(), group)).members).toHaveLength(2);
    for (const member of members) await member.leave();
  });

  test("stays a member while nothing arrives, for longer than its session lasts", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection, 1);
    const group = place.unique("group");
    const member = await new Member().join(connection, group, topic);
    const before = (await describeGroup(connection, group)).members[0]?.memberId;
    const joinedAt = Date.now();
    await until("the session would have ended", () => Date.now() - joinedAt > 8000);
    const after = await describeGroup(connection, group);
    expect(after.state).toBe("Stable");
    expect(after.members[0]?.memberId).toBe(before);
    expect(member.lost).toBeUndefined();
    await member.leave();
  });

  test("of a topic that does not exist: an error in words, and no member is left", async () => {
    const connection = await place.connection();
    const group = place.unique("group");
    const joining = new Member().join(connection, group, place.unique("never"));
    expect((await errorOf(joining)).code).toBe("TOPIC_NOT_FOUND");
    expect((await describeGroup(connection, group)).members).toEqual([]);
  });

  test("hears of it when the broker is gone for good", async () => {
    const { address, pid } = await ensureBroker(await homes.make());
    const connection = homes.connect(address);
    const topic = await newTopic(connection, 1);
    const member = await new Member().join(connection, "group", topic);
    process.kill(pid, "SIGKILL");
    await until("it knows", () => member.lost !== undefined);
    expect(member.lost).toMatchObject({ code: "BROKER_UNREACHABLE" });
    await member.leave();
  });
});
