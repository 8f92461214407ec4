import { IANAZone } from "luxon";
import { PlayheadError } from "../errors";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Days whose offset is remembered; a file of more days than that starts over, so that memory stays flat. */
const REMEMBERED_DAYS = 10_000;

/**
 * Turns a wall-clock time into epoch milliseconds. Takes the wall clock's date and time as if it were UTC (what
 * Date.UTC makes of them); undefined if the clocks of the zone never showed that time, being put forward over it.
 * A time that they showed twice is taken as the first of the two.
 */
export type WallClock = (local: number) => number | undefined;

/**
 * The wall clock of an IANA time zone ("Europe/Berlin"), daylight-saving time included.
 *
 * @throws PlayheadError BAD_OPTION for a name that is no time zone.
 */
export function wallClock(timeZone: string): WallClock {
  if (/^(etc\/)?utc$/i.test(timeZone)) return (local) => local;
  if (!IANAZone.isValidZone(timeZone)) {
    throw new PlayheadError("BAD_OPTION", `There is no time zone called ${JSON.stringify(timeZone)}`, {
      remedy: 'use a name of the IANA time zone database, such as "Europe/Berlin" or "America/Maceio"',
    });
  }
  const zone = IANAZone.create(timeZone);
  const offsetAt = (instant: number): number => zone.offset(instant) * MINUTE;
  // Asking the zone costs microseconds, so days on which the clocks are not changed are asked for once.
  const quietDays = new Map<number, number | undefined>();

  return (local) => {
    const day = Math.floor(local / DAY);
    if (!quietDays.has(day)) {
      if (quietDays.size >= REMEMBERED_DAYS) quietDays.clear();
      const [before, after] = [offsetAt((day - 1) * DAY), offsetAt((day + 2) * DAY)];
      quietDays.set(day, before === after ? before : undefined);
    }
    const quiet = quietDays.get(day);
    if (quiet !== undefined) return local - quiet;
    // Of the offsets in force a day before and a day after, those which the zone confirms; the first in time wins.
    const instants = [offsetAt(local - DAY), offsetAt(local + DAY)]
      .map((offset) => local - offset)
      .filter((instant) => instant + offsetAt(instant) === local);
    return instants.length === 0 ? undefined : Math.min(...instants);
  };
}
