import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Credentials } from "../../src/client-config/credentials";

test("shown in any way, a password is not there", () => {
  const credentials = new Credentials("ann", "s3cret");
  const everything = { depth: Infinity, showHidden: true, customInspect: false };
  const shown = [
    JSON.stringify({ credentials }),
    JSON.stringify({ ...credentials }),
    inspect(credentials),
    inspect({ ...credentials }),
    inspect({ deep: { in: credentials } }, everything),
  ];
  for (const text of shown) expect(text).not.toContain("s3cret");
});
