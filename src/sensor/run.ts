import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { ProgressMeter, type OnProgress } from "../progress";
import { latestTimes } from "./known";
import { Outbox } from "./outbox";
import { openPatiently } from "./patient-appender";
import { checkCall, type SensorCall } from "./call";
import { DEVICES, SensorReader, type SensorEvent } from "./reader";
import { readingRecord } from "./record";
import { SensorReport, Tallies } from "./report";
import { realSource, simulatedSource, type SensorSource } from "./source";

/** Readings that are kept for a broker that is away: three sensors' of nine hours, second by second. */
const CAPACITY = 100_000;
/** Simulated readings that are made ahead of those that have arrived. */
const AHEAD = 500;
/** How long what still waits at the end may take to be sent, ms. */
const FAREWELL = 5_000;

interface Place {
  connect: () => Promise<Connection>;
  topic: string;
  onProgress: OnProgress | undefined;
}

/**
 * Reads DS18B20 temperature sensors again and again and appends each reading to a topic: keyed by the sensor's id, with
 * the time of the reading as timestamp and `{ sensor_id, temperature, unit, time }` as value. What is no temperature
 * (see {@link PROBLEMS}) is told and left out, a sensor that is gone is looked for until it is back.
 *
 * A broker that is away is waited for, 100,000 readings are kept meanwhile; after that the oldest are dropped, which the
 * report says. Nothing arrives twice. A simulated reading that the topic has is not appended again, as it is the same
 * one.
 *
 * @throws PlayheadError NO_SENSOR where this machine has no 1-wire bus, BAD_OPTION, and what a broker answers
 * @example
 * await workbook.sensor({ simulate: { from: "2026-03-02T00:00:00Z", hours: 24, speed: "max" }, everyMs: 60_000, unit: "F" });
 */
export async function runSensors(place: Place, call: SensorCall): Promise<SensorReport> {
  const { everyMs = 1000, simulate, devices = DEVICES } = call;
  checkCall(call);
  const source =
    simulate === undefined ? realSource(devices, everyMs) : await simulatedSource(simulate, everyMs);
  try {
    return await new SensorRun(place, call, source).run();
  } finally {
    await source.close();
  }
}

class SensorRun {
  private readonly tallies = new Tallies();
  private readonly outbox: Outbox;
  /** Says that there is no next round: on the caller's signal, or as nothing can be sent. */
  private readonly ending = new AbortController();
  /** Says that a broker that is away is not to be waited for any longer. */
  private readonly inVain = new AbortController();
  private farewell: NodeJS.Timeout | undefined;
  private opening: ReturnType<typeof openPatiently> | undefined;
  private readings = 0;
  private alreadyThere = 0;

  constructor(
    private readonly place: Place,
    private readonly call: SensorCall,
    private readonly source: SensorSource,
  ) {
    const { onNews } = call;
    this.outbox = new Outbox(
      async (records) => (await this.open()).appender.append(place.topic, records),
      CAPACITY,
      {
        onStalled: (waiting) => onNews?.({ kind: "stalled", waiting }),
        onResumed: () => onNews?.({ kind: "resumed", dropped: this.outbox.dropped }),
        onFailed: () => this.ending.abort(),
      },
    );
  }

  async run(): Promise<SensorReport> {
    const { signal } = this.call;
    const stop = (): void => {
      this.ending.abort();
      this.giveUpSoon();
    };
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted === true) stop();
    try {
      await this.read();
      this.giveUpSoon();
      await this.outbox.empty();
    } catch (error) {
      const away = error instanceof PlayheadError && error.code === "BROKER_UNREACHABLE";
      if (!away || !this.inVain.signal.aborted) throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
      clearTimeout(this.farewell);
      this.inVain.abort();
    }
    return this.report();
  }

  /** At the end what still waits is sent, if the broker answers soon. */
  private giveUpSoon(): void {
    this.farewell ??= setTimeout(() => this.inVain.abort(), FAREWELL);
  }

  private open(): ReturnType<typeof openPatiently> {
    return (this.opening ??= openPatiently(this.place.connect, this.place.topic, this.inVain.signal));
  }

  private async read(): Promise<void> {
    const { source, call, place } = this;
    const there = await this.whatIsThere();
    const reader = new SensorReader(source.folder, source.now);
    const step = { label: `sensors → ${place.topic}`, unit: "records" as const, total: undefined };
    // Of what has no end the news tell.
    const meter = source.rounds === undefined ? undefined : new ProgressMeter(step, place.onProgress);
    while (await source.next(this.ending.signal)) {
      const before = this.readings;
      for (const event of await reader.round()) {
        this.take(event, there);
        if (this.readings === call.count) return;
      }
      meter?.advance(this.readings - before);
      if (!source.isLive && this.outbox.waiting > AHEAD) await this.outbox.empty();
    }
    meter?.finish();
  }

  /** Of a simulation that begins at a time of its own the topic may have readings already. */
  private async whatIsThere(): Promise<ReadonlyMap<string, number>> {
    if (this.call.simulate?.from === undefined) return new Map();
    const { connection } = await this.open();
    return latestTimes(connection, this.place.topic);
  }

  private take(event: SensorEvent, there: ReadonlyMap<string, number>): void {
    const { onNews, unit = "C" } = this.call;
    onNews?.(event);
    this.tallies.note(event);
    if (event.kind !== "reading") return;
    this.readings++;
    if (event.time <= (there.get(event.sensorId) ?? -Infinity)) this.alreadyThere++;
    else this.outbox.add(readingRecord(event, unit));
  }

  private report(): SensorReport {
    const { outbox, tallies, alreadyThere, place, call } = this;
    return new SensorReport({
      topic: place.topic,
      unit: call.unit ?? "C",
      added: outbox.sent,
      alreadyThere,
      dropped: outbox.dropped,
      unsent: outbox.waiting,
      sensors: tallies.sensors,
      firstTime: tallies.firstTime,
      lastTime: tallies.lastTime,
    });
  }
}
