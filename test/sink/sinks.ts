import fs from "node:fs/promises";
import path from "node:path";
import { DatabaseServer } from "../../src/database";
import { openSink } from "../../src/sink/open-sink";
import type { Sink } from "../../src/sink/sink";
import type { TestPlace } from "../fixtures/place";
import type { PostgresServer } from "../fixtures/postgres";

/** A sink that nothing has been written to, and how others get at the same one. */
export interface MadeSink {
  sink: Sink;
  /** Opens it once more. */
  again(): Sink;
  /** The environment in which a workbook's sink is this one. */
  env: NodeJS.ProcessEnv;
}

/** Another sink at every call. */
export type MakeSink = () => Promise<MadeSink>;

export function duckdbSinks(place: TestPlace): MakeSink {
  return async () => {
    const home = await fs.mkdtemp(path.join(await place.home(), "sink-"));
    const open = (): Sink => openSink({ home, database: undefined, prefix: "" });
    return { sink: open(), again: open, env: { PLAYHEAD_HOME: home } };
  };
}

export function postgresSinks(place: TestPlace, server: PostgresServer, opened: Sink[]): MakeSink {
  return async () => {
    const url = await server.database();
    const home = await place.home();
    const open = (): Sink => {
      const sink = openSink({ home, database: new DatabaseServer(url), prefix: "" });
      opened.push(sink);
      return sink;
    };
    return { sink: open(), again: open, env: { DATABASE_URL: url, PLAYHEAD_HOME: home } };
  };
}
