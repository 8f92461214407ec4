import type { Stage } from "./stage";

/** Where chapter 10 begins: the points once in their own topic, and nothing yet in the one that they will be in twice. */
export async function beforeTheWrongNumbers(stage: Stage): Promise<void> {
  const { workbook } = stage;
  const { names } = workbook;
  await stage.ingested();
  // A third copy, from an earlier time that the notebook was run, would be another mistake than the one it is about.
  const removed = await workbook.removeTopic(names.twice, names.own("wrong-distances"));
  if (removed) stage.did.push(`${names.twice} was removed, so that it begins empty`);
}
