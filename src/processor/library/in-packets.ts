import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";
import type { DistanceOutput } from "./cumulative-distance";
import { positiveCount, zeroOrMore } from "./options";

/** What waits for its packet to become full. */
export interface PacketState<Value> {
  held: readonly Value[];
  /** Whether the restart is behind. */
  restarted: boolean;
}

export interface InPacketsOptions {
  /** How many records of a key make a packet. */
  size: number;
  /** The offset before which the program was restarted: what its buffer held by then was lost. Default: never. */
  restartAt?: number;
}

type PacketParameters = { size: number; restartAt?: number };

/**
 * Holds records back until a packet of `size` is full, then lets all of it through: a buffer that nobody flushes. What
 * comes after a key's last full packet never comes out, and a key with fewer records than a packet has no output at all.
 *
 * This is a mistake that many pipelines make, rebuilt so that it can be replayed. A buffer in memory is empty after a
 * restart, while what was added up elsewhere is not: `restartAt` says at which offset that happened.
 *
 * @throws PlayheadError BAD_OPTION unless `size` is a whole number from 1 and `restartAt` 0 or more
 * @example
 * pipe(cumulativeDistance({ unit: "km" }), inPackets({ size: 5 }))
 */
export function inPackets<Value extends object = DistanceOutput>(
  options: InPacketsOptions,
): Processor<PacketState<Value>, Value, Value> {
  const { size, restartAt } = options;
  return defineProcessor<PacketState<Value>, Value, Value, PacketParameters>({
    name: "in-packets",
    parameters: {
      size: positiveCount("size", size),
      ...(restartAt === undefined ? {} : { restartAt: zeroOrMore("restartAt", restartAt) }),
    },
    initialState: { held: [], restarted: false },
    step,
  });
}

function step<Value extends object>(
  before: PacketState<Value>,
  { value, offset }: InputRecord<Value>,
  { size, restartAt = Infinity }: PacketParameters,
): StepResult<PacketState<Value>, Value> {
  const restarted = offset >= restartAt;
  const kept = restarted && !before.restarted ? [] : before.held;
  const held = [...kept, value];
  return held.length < size ? [{ held, restarted }] : [{ held: [], restarted }, held];
}
