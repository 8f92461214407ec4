import path from "node:path";
import { expect } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { EXERCISES } from "../../src/exercises/exercises";
import { executeNotebooks } from "../../src/notebook/execute";
import type { TestPlace } from "../fixtures/place";
import { readExecuted, type ExecutedCell } from "./executed";

/** A notebook as a reader finds it, and with its exercises solved. */
export const TURNS = ["as it is", "solved"] as const;
export type Turn = (typeof TURNS)[number];

/** Executes a notebook alone in the place's home, and expects of each of its exercises what that turn comes to. */
export async function executeAlone(place: TestPlace, name: string, turn: Turn): Promise<ExecutedCell[]> {
  const folder = path.join(await place.home(), turn);
  const env = (await place.env()) as Record<string, string>;
  const notebooks = path.join(PROJECT_ROOT, "notebooks", ...(turn === "solved" ? ["solutions"] : []));
  await executeNotebooks([path.join(notebooks, name)], folder, { env });
  const cells = await readExecuted(folder, name);
  expectExercises(cells, [name.slice(0, 2)], turn);
  return cells;
}

/** What the cells of some chapters say of their exercises: of every one, and of no other. */
export function expectExercises(
  cells: readonly ExecutedCell[],
  chapters: readonly string[],
  turn: Turn,
): void {
  const said = cells.flatMap(({ text }) => text.match(/^. Exercise .*$/gm) ?? []);
  const ids = Object.keys(EXERCISES).filter((id) => chapters.includes(id.slice(0, 2)));
  expect(said.sort()).toEqual(
    ids.map((id) => (turn === "solved" ? `✓ Exercise ${id}: right` : `○ Exercise ${id}: yours to do`)).sort(),
  );
}
