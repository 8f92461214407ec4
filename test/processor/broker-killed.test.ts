import { expect, test } from "vitest";
import { ensureBroker } from "../../src/broker/embedded";
import { ensureTopic } from "../../src/kafka/topics";
import { cumulativeDistance, type DistanceOutput } from "../../src/processor/library/cumulative-distance";
import { openWorkbook } from "../../src/workbook";
import { errorOf } from "../fixtures/errors";
import { ownHomes } from "../fixtures/own-broker";
import { outputsByKey } from "./helpers";
import { appendPoints, expectedMetres, points } from "./points";

const homes = ownHomes();

test("when the broker is killed in the middle, the next call goes on, and every output is there once", async () => {
  const home = await homes.make();
  const { address, pid } = await ensureBroker(home);
  const all = points(20_000);
  const connection = homes.connect(address);
  const workbook = openWorkbook({ home, brokers: undefined, prefix: "" });
  await ensureTopic(connection, { topic: workbook.names.source, partitions: 2 });
  await appendPoints(connection, workbook.names.source, all);

  const processor = cumulativeDistance({ unit: "m" });
  let steps = 0;
  let killedAt = 0;
  const killing: typeof processor = {
    ...processor,
    step: (state, record) => {
      if (++steps === 8_000) {
        process.kill(pid, "SIGKILL");
        killedAt = Date.now();
      }
      return processor.step(state, record);
    },
  };
  const failed = await errorOf(workbook.process(killing));
  expect(failed.code).toBe("BROKER_UNREACHABLE");
  expect(Date.now() - killedAt).toBeLessThan(15_000);

  await workbook.process(killing);
  const again = homes.connect((await ensureBroker(home)).address);
  const outputs = await outputsByKey<DistanceOutput>(again, workbook.names.output);
  const metres = new Map([...outputs].map(([key, list]) => [key, list.map(({ distance }) => distance)]));
  expect(metres).toEqual(expectedMetres(all));
  expect((await workbook.runs()).map(({ number }) => number)).toEqual([1]);
  await workbook.close();
}, 240_000);
