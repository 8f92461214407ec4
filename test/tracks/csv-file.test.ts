import { chmod } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { openFile, readError } from "../../src/tracks/csv-file";
import { errorOf, tempFiles } from "./helpers";

const write = tempFiles();
const isRoot = process.getuid?.() === 0;

describe("openFile", () => {
  it("opens an ordinary file and knows its size", async () => {
    const { handle, size } = await openFile(await write("12345"));
    await handle.close();
    expect(size).toBe(5);
  });

  it.skipIf(process.platform === "win32")("refuses what is no ordinary file", async () => {
    const error = await errorOf(openFile("/dev/zero"));
    expect(error).toMatchObject({ code: "FILE_NOT_READABLE" });
    expect((error as Error).message).toContain("not an ordinary file");
  });

  it.skipIf(isRoot)("says that permission is missing", async () => {
    const file = await write("x");
    await chmod(file, 0o000);
    const error = await errorOf(openFile(file));
    expect(error).toMatchObject({ code: "FILE_NOT_READABLE" });
    expect((error as Error).message).toContain("you have no permission to");
  });

  it("keeps what the operating system said as the cause", () => {
    const denied = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
    expect(readError("a.csv", denied)).toMatchObject({ code: "FILE_NOT_READABLE", cause: denied });
    expect(readError("a.csv", denied).message).toBe("a.csv can't be read: you have no permission to");
    const broken = Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
    expect(readError("a.csv", broken).message).toContain("EIO");
  });

  it("refuses a path that the operating system can't take", async () => {
    expect(await errorOf(openFile("a\0b.csv"))).toMatchObject({ code: "FILE_NOT_READABLE" });
    expect(await errorOf(openFile("x".repeat(5000)))).toMatchObject({ code: "FILE_NOT_READABLE" });
  });
});

if (isRoot) console.warn("SKIPPED: a file without permission, because root may read every file.");
