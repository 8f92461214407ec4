import { setTimeout as delay } from "node:timers/promises";
import { openAppender, type Appender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { PlayheadError } from "../../src/errors";
import type { TrackPoint } from "../../src/tracks/track-point";

const TRACKS = 40;
const CHUNK = 40;
/** Some fifteen hundred records a second. */
const PAUSE = 25;

/** Keeps appending track points to a topic until it is stopped, also across a broker that dies. */
export class Stream {
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;
  private count = 0;

  constructor(
    private readonly topic: string,
    private readonly connect: () => Promise<Connection>,
  ) {
    this.ended = this.run();
    this.ended.catch(() => undefined);
  }

  /** Records that have been appended. */
  get appended(): number {
    return this.count;
  }

  /** @throws what the appending failed with */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let appender: Appender | undefined;
    while (!signal.aborted) {
      try {
        appender ??= await openAppender(await this.connect());
        await appender.append(this.topic, chunk(this.count));
        this.count += CHUNK;
      } catch (error) {
        // The broker was away for longer than an appender waits. Whether this chunk has come in is not known: it is
        // sent again, and what the topic then holds is what counts.
        if (!(error instanceof PlayheadError && TRIES_AGAIN.includes(error.code))) throw error;
        appender = undefined;
      }
      await delay(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }
}

const TRIES_AGAIN = ["BROKER_UNREACHABLE", "ABORTED"];

function chunk(from: number): { key: string; value: string; timestamp: number }[] {
  return Array.from({ length: CHUNK }, (_, i) => {
    const point = pointAt(from + i);
    return {
      key: point.track_id,
      value: JSON.stringify(point),
      timestamp: 1_678_000_000_000 + (from + i) * 1000,
    };
  });
}

/** Tracks take turns; where each goes is the same at every run. */
function pointAt(n: number): TrackPoint {
  return {
    id: String(n + 1),
    latitude: 41 + ((n * 37) % 101) / 5000,
    longitude: 2 + ((n * 53) % 97) / 5000,
    track_id: String((n * 7) % TRACKS),
    time: "3/6/2023 7:12",
  };
}
