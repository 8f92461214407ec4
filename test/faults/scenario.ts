import fs from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { BrokerSession } from "../../src/broker/session";
import type { Config } from "../../src/config";
import { PlayheadError, type ErrorCode } from "../../src/errors";
import type { Connection } from "../../src/kafka/connection";
import { describeGroup, type GroupMember } from "../../src/kafka/groups";
import { committedOffsets, listOffsets, type PartitionOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { names, type Names } from "../../src/names";
import type { Random } from "../../src/tracks/random";
import { openWorkbook } from "../../src/workbook";
import { launch, PLAYHEAD, type Running } from "../fixtures/process";
import { until } from "../fixtures/until";
import { Stream } from "./stream";
import type { Verdict } from "./verdict";
import { verify } from "./verify";

/** Until the cluster is asked again, ms. */
const PAUSE = 50;
/** Longer than anything takes that is meant to end: a dead member's session, a dead broker's start. */
const PATIENCE = 90_000;

export interface Plan {
  /** Where it takes place: its topics, groups and database are its own. */
  config: Config;
  partitions: number;
  random: Random;
}

/** A process of ours: `playhead process --follow`, or `playhead write --follow`. */
export interface Member extends Running {
  /** How it ended, once it has. */
  ending: { code: number | null; stderr: string } | undefined;
}

/**
 * Records keep being appended, members of one group process them, a writer brings the results into a database. What
 * befalls them is for {@link file://./faults.ts}; `settle` then lets all catch up, and compares.
 */
export class Scenario {
  readonly names: Names;
  /** At work, or ended without having been told to. */
  readonly members: Member[] = [];
  writer: Member | undefined;
  /** How often the playhead has been moved: each makes another run. */
  resets = 0;
  /** What processes may end with from now on, after what has befallen them: they are then started again. */
  readonly mayEnd = new Set<ErrorCode>();
  /** How often that was done. */
  revived = 0;
  private readonly session: BrokerSession;
  private readonly streamSession: BrokerSession;
  private readonly started = new Set<Member>();
  private stream: Stream | undefined;

  private constructor(readonly plan: Plan) {
    this.names = names(plan.config.prefix);
    this.session = new BrokerSession(plan.config);
    this.streamSession = new BrokerSession(plan.config);
  }

  /** Begins it: a topic that grows, nobody at work yet. */
  static async begin(plan: Plan): Promise<Scenario> {
    const scenario = new Scenario(plan);
    await fs.mkdir(plan.config.home, { recursive: true });
    const { source } = scenario.names;
    await ensureTopic(await scenario.connection(), { topic: source, partitions: plan.partitions });
    scenario.stream = new Stream(source, () => scenario.streamSession.connect());
    return scenario;
  }

  get random(): Random {
    return this.plan.random;
  }

  connection(): Promise<Connection> {
    return this.session.connect();
  }

  addMember(): Member {
    const member = this.start("process", "--unit", "m", "--follow");
    this.members.push(member);
    return member;
  }

  addWriter(): Member {
    return (this.writer = this.start("write", "--follow"));
  }

  /** Runs a command to its end. */
  async run(...args: string[]): Promise<Member> {
    const member = this.start(...args);
    await member.finished;
    return member;
  }

  start(...args: string[]): Member {
    const { home, brokers, prefix } = this.plan.config;
    const env: NodeJS.ProcessEnv = { ...process.env, PLAYHEAD_HOME: home, PLAYHEAD_PREFIX: prefix };
    delete env["KAFKA_BROKERS"];
    if (brokers !== undefined) env["KAFKA_BROKERS"] = brokers.join(",");
    const running = launch([...PLAYHEAD, ...args], env, true);
    const member: Member = { ...running, ending: undefined };
    void running.finished.then(({ code, stderr }) => {
      member.ending = { code, stderr };
      this.started.delete(member);
    });
    this.started.add(member);
    return member;
  }

  /** Kills one, and waits until it has ended. */
  async kill(member: Member): Promise<void> {
    this.forget(member);
    member.child.kill("SIGKILL");
    await member.finished;
  }

  /** Stops one in order. */
  async stop(member: Member): Promise<void> {
    // Node itself has yet to start before it can hear of it.
    if (member !== this.writer) await this.until("it is at work", () => this.isAtWork(member));
    const isWriter = member === this.writer;
    this.forget(member);
    member.child.kill("SIGINT");
    const { code, stderr } = await member.finished;
    // The writer is in no group that would tell: it may still be starting.
    const tooEarly = isWriter && code === null;
    if (code !== 0 && !tooEarly && !this.isForgiven(stderr))
      throw new Error(`stopped in order, it ended with ${code}: ${stderr}`);
  }

  /** Stops all members in order. */
  async stopMembers(): Promise<void> {
    for (let member = this.members[0]; member !== undefined; member = this.members[0])
      await this.stop(member);
  }

  /** How many the group has, dead ones too that Kafka still waits for. */
  async groupSize(): Promise<number> {
    return (await this.groupMembers()).length;
  }

  /** Whether the group counts the process in; one that has ended with what it may end with has been replaced. */
  async isAtWork({ pid, ending }: Member): Promise<boolean> {
    return (
      ending !== undefined || (await this.groupMembers()).some(({ clientId }) => clientId.endsWith(`-${pid}`))
    );
  }

  private async groupMembers(): Promise<GroupMember[]> {
    return (await describeGroup(await this.connection(), this.names.calculator)).members;
  }

  private forget(member: Member): void {
    const index = this.members.indexOf(member);
    if (index >= 0) this.members.splice(index, 1);
    if (this.writer === member) this.writer = undefined;
  }

  /** The group's committed offsets, for each partition of the source topic. */
  async playhead(): Promise<PartitionOffsets> {
    const { calculator, source } = this.names;
    const committed = (await committedOffsets(await this.connection(), calculator)).get(source);
    return new Map(Array.from({ length: this.plan.partitions }, (_, id) => [id, committed?.get(id) ?? -1]));
  }

  /** How far the database's mirror in Kafka is. */
  async written(): Promise<PartitionOffsets> {
    const committed = await committedOffsets(await this.connection(), this.names.writer);
    return committed.get(this.names.output) ?? new Map<number, number>();
  }

  /**
   * Waits until every partition's playhead has moved on: then a fault counts, or has been recovered from.
   *
   * @returns milliseconds that it took
   */
  async untilProgress(): Promise<number> {
    const began = Date.now();
    let before: PartitionOffsets | undefined;
    await this.until("every partition has gone on", async () => {
      before ??= await this.playhead();
      const now = await this.playhead();
      return [...before].every(([partition, offset]) => now.get(partition) !== offset);
    });
    return Date.now() - began;
  }

  /** Waits until the writer has gone on; see {@link untilProgress}. */
  async untilWritten(): Promise<number> {
    const began = Date.now();
    const before = JSON.stringify([...(await this.written())]);
    await this.until("the writer has gone on", async () => {
      return JSON.stringify([...(await this.written())]) !== before;
    });
    return Date.now() - began;
  }

  /** Waits for a condition while all processes live, or are revived. */
  async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    const holds = async (): Promise<boolean> => {
      this.revive();
      return condition().catch((error: unknown) => {
        // While a broker is away nothing can be asked.
        if (error instanceof PlayheadError && this.mayEnd.has(error.code)) return false;
        throw error;
      });
    };
    await until(`${what} (${this.described()})`, holds, PATIENCE, PAUSE);
  }

  /** A moment that nobody has chosen: up to so many ms. */
  async someTime(longest: number): Promise<void> {
    await delay(this.random.between(0, longest));
  }

  /** Lets all catch up, ends it, and compares what has come out with the fold. */
  async settle(): Promise<Verdict> {
    await this.stream?.stop();
    if (this.members.length === 0) this.addMember();
    const connection = await this.connection();
    const ends = await listOffsets(connection, this.names.source, "latest");
    await this.until("all have caught up", async () => {
      const playhead = await this.playhead();
      return [...ends].every(([partition, end]) => playhead.get(partition) === end);
    });
    await this.stopMembers();
    if (this.writer !== undefined) await this.stop(this.writer);
    const { ending } = await this.run("write");
    if (ending?.code !== 0) throw new Error(`the writer ended with ${ending?.code}: ${ending?.stderr}`);
    const workbook = openWorkbook(this.plan.config);
    const verdict = await verify(workbook, connection, 1 + this.resets);
    await workbook.close();
    return verdict;
  }

  /** Ends whatever is left of it. */
  async close(): Promise<void> {
    await this.stream?.stop().catch(() => undefined);
    for (const member of this.started) {
      member.child.kill("SIGCONT");
      member.child.kill("SIGKILL");
      await member.finished;
    }
    await this.session.close();
    await this.streamSession.close();
  }

  /** Starts anew who has ended with what it may end with; any other ending is a fault of ours. */
  private revive(): void {
    for (const member of [...this.members, ...(this.writer === undefined ? [] : [this.writer])]) {
      if (member.ending === undefined) continue;
      const { code, stderr } = member.ending;
      if (!this.isForgiven(stderr)) throw new Error(`a process ended by itself with ${code}: ${stderr}`);
      this.revived++;
      if (member === this.writer) this.addWriter();
      else {
        this.members.splice(this.members.indexOf(member), 1);
        this.addMember();
      }
    }
  }

  private isForgiven(stderr: string): boolean {
    return [...this.mayEnd].some((code) => stderr.includes(`${code}  `));
  }

  private described(): string {
    const { partitions } = this.plan;
    return `${this.members.length} members, ${partitions} partitions, ${this.stream?.appended ?? 0} records`;
  }
}
