import { expect, test } from "vitest";
import { diskFull, toDiskError } from "../src/disk";

const refusal = (code: string): Error => Object.assign(new Error(`${code}: words of the system`), { code });

test.each([
  ["ENOSPC", "DISK_FULL"],
  ["EDQUOT", "DISK_FULL"],
  ["EACCES", "HOME_NOT_WRITABLE"],
  ["EROFS", "HOME_NOT_WRITABLE"],
  ["ENOTDIR", "HOME_NOT_WRITABLE"],
])("%s is %s: the folder is named, and the way out", (code, expected) => {
  const cause = refusal(code);
  expect(toDiskError("/a/folder", cause)).toMatchObject({
    code: expected,
    message: expect.stringContaining("/a/folder") as string,
    remedy: expect.stringContaining("PLAYHEAD_HOME") as string,
    cause,
  });
});

test("any other error stays as it is", () => {
  for (const error of [refusal("EMFILE"), new Error("no code"), "text"])
    expect(toDiskError("/a/folder", error)).toBe(error);
});

test("a full disk that nobody has reported yet has no cause", () => {
  expect(diskFull("/a/folder").cause).toBeUndefined();
});
