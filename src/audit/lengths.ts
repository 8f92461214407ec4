import { ALGORITHMS, distanceFunction, type Algorithm } from "../distance/algorithms";
import type { Coordinates } from "../distance/coordinates";

/** What a pipeline that holds back its outputs gathers before it puts them out: five rows, as the tutorial's did. */
export const PACKET = 5;

/** What may have become of a track's points on their way into a table, the likeliest first. */
export const HISTORIES = {
  once: "once",
  "once-unflushed": "once without its last partial packet",
  twice: "twice with the jump home",
  "twice-unflushed": "twice with the jump home, without its last partial packet",
} as const;

export type History = keyof typeof HISTORIES;

/** In the order in which {@link Metres} go. */
export const ALGORITHM_NAMES = Object.keys(ALGORITHMS) as Algorithm[];

const MEASURES = ALGORITHM_NAMES.map(distanceFunction);

/** A place, and the number of the track's segment that it is in, where the points have such a field. */
interface SegmentPlace extends Coordinates {
  segment?: unknown;
}

/** By each algorithm, in the order of their names. */
export type Metres = readonly number[];

/** The lengths of one track by each algorithm, gathered point by point in the order of the log. */
export class TrackLengths {
  points = 0;
  /** Records that had an id that was there before: they were left out. */
  repeated = 0;
  private readonly ids = new Set<string>();
  private first: SegmentPlace | undefined;
  private last: SegmentPlace | undefined;
  private metres: Metres = MEASURES.map(() => 0);
  /** As it was at the end of the last full packet. */
  private flushed: Metres = this.metres;

  /** @param id of the point; a second point of the same id is the same point, ingested twice. */
  add({ latitude, longitude, segment }: SegmentPlace, id: string | undefined): void {
    if (id !== undefined) {
      if (this.ids.has(id)) {
        this.repeated++;
        return;
      }
      this.ids.add(id);
    }
    const place = typeof segment === "number" ? { latitude, longitude, segment } : { latitude, longitude };
    if (this.last !== undefined) this.metres = sum(this.metres, hop(this.last, place));
    this.first ??= place;
    this.last = place;
    this.points++;
    if (this.points % PACKET === 0) this.flushed = this.metres;
  }

  /** Whether nothing is left behind its last full packet: an unflushed history is then the same as the whole one. */
  get isWholePackets(): boolean {
    return this.points % PACKET === 0;
  }

  /** Undefined where such a history puts out nothing at all: of fewer points than a packet holds. */
  by(history: History): Metres | undefined {
    const { metres, flushed, first, last } = this;
    const unflushed = history === "once-unflushed" || history === "twice-unflushed";
    if (first === undefined || last === undefined || (unflushed && this.points < PACKET)) return undefined;
    const lastPass = unflushed ? flushed : metres;
    if (history === "once" || history === "once-unflushed") return lastPass;
    return sum(sum(metres, hop(last, first)), lastPass);
  }
}

/** None from one segment to another: see `cumulativeDistance`. */
function hop(from: SegmentPlace, to: SegmentPlace): Metres {
  if (from.segment !== to.segment) return MEASURES.map(() => 0);
  return MEASURES.map((measure) => measure(from, to));
}

function sum(a: Metres, b: Metres): Metres {
  return a.map((metres, index) => metres + (b[index] ?? 0));
}
