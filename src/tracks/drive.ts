import type { Random } from "./random";

/** Where a car is on the street grid's plane, in metres from the grid's middle crossing, along its two axes. */
export interface Position {
  along: number;
  across: number;
}

/** Distance between two parallel streets, in metres. */
const BLOCK = 133.3;

/** How many blocks the grid reaches from its middle, along and across. */
const BLOCKS = { along: 12, across: 7 };

/** Metres per second squared. */
const ACCELERATION = 1.8;
const BRAKING = 2.5;

/** Metres per second around a corner. */
const CORNER_SPEED = 5;

/** The four ways to drive on: each is a right turn from the one before. */
const HEADINGS = [
  { along: 1, across: 0 },
  { along: 0, across: -1 },
  { along: -1, across: 0 },
  { along: 0, across: 1 },
] as const;

/**
 * One car in traffic, second by second without end: it follows the grid's streets, speeds up and brakes, waits at
 * every third crossing or so, turns at some, and never leaves the grid.
 *
 * Only additions, multiplications and square roots, which IEEE 754 defines to the last bit: the same on every machine.
 */
export function* drive(random: Random): Generator<Position> {
  let crossing = {
    along: random.integer(-BLOCKS.along, BLOCKS.along),
    across: random.integer(-BLOCKS.across, BLOCKS.across),
  };
  let heading = chooseHeading(random, crossing, random.integer(0, 3));
  let driven = random.between(0, BLOCK / 2);
  let speed = 0;
  for (;;) {
    const { along, across } = HEADINGS[heading] ?? HEADINGS[0];
    const next = { along: crossing.along + along, across: crossing.across + across };
    const nextHeading = chooseHeading(random, next, heading);
    const redLight = random.chance(0.3);
    const cruise = random.between(8, 14);
    const endSpeed = redLight ? 0 : nextHeading === heading ? cruise : CORNER_SPEED;
    const here = (): Position => ({
      along: crossing.along * BLOCK + along * driven,
      across: crossing.across * BLOCK + across * driven,
    });

    while (driven < BLOCK) {
      yield here();
      const brakingSpeed = Math.sqrt(endSpeed * endSpeed + 2 * BRAKING * (BLOCK - driven));
      speed = Math.min(speed + ACCELERATION, cruise, brakingSpeed);
      driven += speed;
    }
    if (redLight) {
      driven = BLOCK;
      speed = 0;
      for (let wait = random.integer(5, 40); wait > 0; wait--) yield here();
    }
    crossing = next;
    heading = nextHeading;
    driven -= BLOCK;
  }
}

/** Straight on six times out of ten, else left or right; only where the grid goes on. */
function chooseHeading(random: Random, crossing: Position, heading: number): number {
  const choice = random.between(0, 10);
  const preferred = choice < 6 ? 0 : choice < 8 ? 1 : 3;
  const turns = [preferred, 0, 1, 3, 2];
  return (
    turns
      .map((turn) => (heading + turn) % HEADINGS.length)
      .find((candidate) => staysOnGrid(crossing, candidate)) ?? heading
  );
}

function staysOnGrid(crossing: Position, heading: number): boolean {
  const { along, across } = HEADINGS[heading] ?? HEADINGS[0];
  return (
    Math.abs(crossing.along + along) <= BLOCKS.along && Math.abs(crossing.across + across) <= BLOCKS.across
  );
}
