import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseLock } from "../../setup/jar-lock.mjs";
import { collect } from "../../setup/jars.mjs";
import { temporaryFolder, write } from "./temporary";

type Jar = ReturnType<typeof parseLock>[number];

function lockOf(jars: Record<string, string>): Jar[] {
  const tables = Object.entries(jars).map(
    ([artifact, content]) =>
      `[[dependencies]]\ngroupId = "org.example"\nartifactId = "${artifact}"\nversion = "1.0"\n` +
      `packaging = "jar"\nsha256 = "${createHash("sha256").update(content).digest("hex")}"\n`,
  );
  return parseLock(`[metadata]\njgo_version = "2.0.0"\n\n${tables.join("\n")}`);
}

/** A repository that delivers these contents, and remembers what it was asked for. */
function repository(contents: Record<string, string>) {
  const asked: string[] = [];
  const fetch = async (missing: Jar[], folder: string): Promise<void> => {
    for (const jar of missing) {
      asked.push(jar.file);
      const content = contents[jar.file];
      if (content !== undefined) write(join(folder, jar.path), content);
    }
    return Promise.resolve();
  };
  return { asked, fetch };
}

const locked = lockOf({ clients: "the clients", server: "the server" });
const delivered = { "clients-1.0.jar": "the clients", "server-1.0.jar": "the server" };

function kafkaFolder(root: string): Record<string, string> {
  const folder = join(root, ".tools/kafka");
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  );
}

test("brings the locked jars, and leaves nothing else behind", async () => {
  const root = temporaryFolder();
  await collect({ root, locked, fetch: repository(delivered).fetch });
  expect(kafkaFolder(root)).toEqual(delivered);
  expect(readdirSync(join(root, ".tools"))).toEqual(["kafka"]);
});

describe("what is not exactly the locked jar is not used", () => {
  test("a tampered one is refused by name, with what was expected, and deleted", async () => {
    const root = temporaryFolder();
    const { fetch } = repository({ ...delivered, "server-1.0.jar": "something else" });
    const expected = locked.find((jar) => jar.file === "server-1.0.jar")?.sha256;
    await expect(collect({ root, locked, fetch })).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`server-1.0.jar is not the file .* ${expected}`)) as string,
      remedy: expect.stringContaining("run the command again") as string,
    });
    expect(readdirSync(join(root, ".tools"))).toEqual(["partial"]);
    // The honest jar of that attempt is kept for the next, the tampered one is not.
    const next = repository(delivered);
    await collect({ root, locked, fetch: next.fetch });
    expect(next.asked).toEqual(["server-1.0.jar"]);
    expect(kafkaFolder(root)).toEqual(delivered);
  });

  test("one that did not come is told", async () => {
    const { fetch } = repository({ "clients-1.0.jar": "the clients" });
    await expect(collect({ root: temporaryFolder(), locked, fetch })).rejects.toThrow(
      /server-1.0.jar was not deliv/,
    );
  });

  test("half a download from an interrupted run is fetched again", async () => {
    const root = temporaryFolder();
    const [clients] = locked;
    write(join(root, ".tools/partial/repository", clients?.path ?? ""), "the cli");
    const { asked, fetch } = repository(delivered);
    await collect({ root, locked, fetch });
    expect(asked).toEqual(["clients-1.0.jar", "server-1.0.jar"]);
    expect(kafkaFolder(root)).toEqual(delivered);
  });

  test("one that was altered after the installation is fetched again, the others stay", async () => {
    const root = temporaryFolder();
    await collect({ root, locked, fetch: repository(delivered).fetch });
    write(join(root, ".tools/kafka/server-1.0.jar"), "altered");
    const { asked, fetch } = repository(delivered);
    await collect({ root, locked, fetch });
    expect(asked).toEqual(["server-1.0.jar"]);
    expect(kafkaFolder(root)).toEqual(delivered);
  });

  test("a jar of an older lock goes", async () => {
    const root = temporaryFolder();
    await collect({ root, locked, fetch: repository(delivered).fetch });
    const { asked, fetch } = repository({});
    await collect({ root, locked: lockOf({ clients: "the clients" }), fetch });
    expect(asked).toEqual([]);
    expect(Object.keys(kafkaFolder(root))).toEqual(["clients-1.0.jar"]);
  });
});

describe("the lock file", () => {
  test("a jar without a digest makes it unusable", () => {
    const text = '[[dependencies]]\ngroupId = "g"\nartifactId = "a"\nversion = "1"\npackaging = "jar"\n';
    expect(() => parseLock(text)).toThrow(/no sha256/);
  });

  test("the committed one pins Kafka's broker and tools, and names no host", () => {
    const text = readFileSync("setup/kafka.lock.toml", "utf8");
    const files = parseLock(text).map((jar) => jar.file);
    expect(files).toEqual(expect.arrayContaining(["kafka_2.13-4.3.1.jar", "kafka-tools-4.3.1.jar"]));
    expect(new Set(files).size).toBe(files.length);
    expect(text).not.toMatch(/https?:/);
  });
});
