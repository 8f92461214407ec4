import path from "node:path";
import { expect, test } from "vitest";
import { seededRandom } from "../../../src/tracks/random";
import { ownHomes } from "../../fixtures/own-broker";
import { testPlace } from "../../fixtures/place";
import { tryRow, type Ground, type Row } from "./row";
import { ROWS } from "./rows";

/** Long enough for faults, dead members' sessions and brokers' starts, on a machine that has more to do. */
const TIMEOUT = 270_000;

/** Tests rows of the matrix, a few times each: `npm run faults` does it in full. Call it once, at the file's top level. */
export function shortForm(...faults: string[]): void {
  const place = testPlace();
  const homes = ownHomes();

  async function ground(row: Row): Promise<Ground> {
    const random = seededRandom(Date.now());
    const config = await place.config();
    if (row.ownBroker === undefined) {
      const prefix = `${place.unique("row")}.`;
      return { config: { ...config, prefix, home: path.join(config.home, prefix) }, random };
    }
    return { config: { ...config, prefix: "", brokers: undefined, home: await homes.make() }, random };
  }

  test.for(faults)("%s", { timeout: TIMEOUT }, async (fault, { skip }) => {
    const row = ROWS.find((one) => one.fault === fault);
    if (row === undefined) throw new Error(`the matrix has no row ${fault}`);
    const missing = await row.missing?.();
    if (missing !== undefined) skip(`SKIPPED: ${missing}`);
    const { verdict } = await tryRow(row, await ground(row), row.short);
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, wrong: 0, examples: [] });
    expect(verdict.compared, "there was something to compare").toBeGreaterThan(0);
  });
}
