import { earliest } from "../rewind/targets";
import type { Stage } from "./stage";

/** Moves the playhead of the group that averages the simulated temperatures to the start, unless it is there. */
export async function averagerAtTheStart({ workbook, did }: Stage): Promise<void> {
  const { averager, simulatedTemperatures: topic } = workbook.names;
  const offsets = (await workbook.groups()).filter((row) => row.group === averager && row.topic === topic);
  if (offsets.every(({ currentOffset }) => currentOffset === null || currentOffset === 0)) return;
  const plan = await workbook.rewind(averager, earliest(), topic);
  await plan.execute();
  did.push(`the playhead of ${averager} was rewound to the start`);
}
