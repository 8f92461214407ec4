import { describe, expect, test } from "vitest";
import { DatabaseServer } from "../../src/database";
import { openAppender } from "../../src/kafka/append";
import { HEADER } from "../../src/processor/headers";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import { deleteRecords } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { postgresServer, withoutPostgres } from "../fixtures/postgres";
import { ingestTracks, lastOutputs, rowsOf, sinkPlace } from "./helpers";

const place = testPlace();
const server = postgresServer();
const miles = cumulativeDistance({ unit: "mi" });

const databases: [string, () => Promise<DatabaseServer | undefined>, boolean][] = [
  ["DuckDB", () => Promise.resolve(undefined), false],
  ["PostgreSQL", async () => new DatabaseServer(await server.database()), withoutPostgres],
];

describe.each(databases)("%s", (_name, database, skipped) => {
  test.skipIf(skipped)(
    "somebody else's record under the name of a run is named, and can be got past",
    async () => {
      const chosen = await database();
      const here = await sinkPlace(place, chosen === undefined ? {} : { database: chosen });
      const { workbook, names } = here;
      await ingestTracks(here, { rows: 40, tracks: 4 });
      const run = await workbook.process(miles);
      await workbook.write();
      const before = await rowsOf(workbook, undefined, run);

      const connection = await place.connection();
      const [{ offset = 0 } = {}] = (await workbook.outputs(run)).slice(-1);
      const foreign = { key: "1", value: "far {away", timestamp: 0, headers: { [HEADER.run]: run.id } };
      await (await openAppender(connection)).append(names.output, [{ ...foreign, partition: 0 }]);
      const refused = await errorOf(workbook.write());
      expect(refused.code).toBe("FOREIGN_RECORD");
      const [, at = ""] =
        /^The record at offset (\d+) of (\S+) partition 0 is none of ours/.exec(refused.message) ?? [];
      expect(Number(at)).toBeGreaterThan(offset);
      expect(refused.message).toContain(names.output);
      expect((await errorOf(workbook.outputs(run))).message).toBe(refused.message);
      expect(await rowsOf(workbook, undefined, run), "what was there is as it was").toEqual(before);

      // As docs/database.md says.
      await deleteRecords(connection, names.output, Number(at) + 1);
      await (await workbook.rewind(names.calculator, earliest())).execute();
      const again = await workbook.process(miles);
      await workbook.write({ rebuild: true });
      expect(await rowsOf(workbook, undefined, again)).toEqual(await lastOutputs(workbook, again));
      expect([...(await workbook.query("SELECT DISTINCT run_id FROM dist_calc"))]).toEqual([
        { run_id: again.id },
      ]);
    },
  );
});
