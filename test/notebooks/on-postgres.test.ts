import path from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { executeNotebooks } from "../../src/notebook/execute";
import { testPlace } from "../fixtures/place";
import { postgresServer, withoutPostgres } from "../fixtures/postgres";
import { readExecuted } from "./executed";

const place = testPlace();
const server = postgresServer();

/** The one that asks the database most: live results, a window's, the two joined and one put into the other. */
const NAME = "06-two-playheads.ipynb";

test.skipIf(withoutPostgres)(
  `${NAME} runs unchanged on PostgreSQL`,
  async () => {
    const url = await server.database();
    const folder = path.join(await place.home(), "executed");
    const env = { ...((await place.env()) as Record<string, string>), DATABASE_URL: url };
    await executeNotebooks([path.join(PROJECT_ROOT, "notebooks", NAME)], folder, { env });
    const said = (await readExecuted(folder, NAME)).map(({ text }) => text).join("\n");
    expect(said).toContain("✓ the table has the exact distances that the plan has named");
    expect(said).not.toContain(new URL(url).password);
    const schemas = await server.run(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'playhead%'");
    expect(schemas.map(({ nspname }) => String(nspname))).toContainEqual(expect.stringContaining("live"));
  },
  240_000,
);
