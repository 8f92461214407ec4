import fs from "node:fs/promises";
import type { Connection } from "../../../src/kafka/connection";
import { BrokerSession } from "../../../src/broker/session";
import { openWorkbook, type Workbook } from "../../../src/workbook";
import type { Ground } from "./row";

/** Where one time of a row takes place, opened. */
export interface Place extends Ground {
  workbook: Workbook;
  connection: Connection;
  close: () => Promise<void>;
}

export async function openPlace(ground: Ground): Promise<Place> {
  await fs.mkdir(ground.config.home, { recursive: true });
  const session = new BrokerSession(ground.config);
  const workbook = openWorkbook(ground.config);
  const close = async (): Promise<void> => {
    await workbook.close();
    await session.close();
  };
  return { ...ground, workbook, connection: await session.connect(), close };
}

/** Runs `work` with a workbook and a connection, and closes both whatever happens. */
export async function inPlace<T>(ground: Ground, work: (place: Place) => Promise<T>): Promise<T> {
  const place = await openPlace(ground);
  try {
    return await work(place);
  } finally {
    await place.close();
  }
}
