import fs from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { ensureTopic } from "../../src/kafka/topics";
import { program } from "../../src/cli/program";
import { testPlace } from "../fixtures/place";
import { commandHere, type Ended } from "../fixtures/command-here";
import { HEADER, HOSTILE_TEXTS, NASTY_CSV } from "./nasty-csv";
import { NASTY_GPX } from "./nasty-gpx";

const place = testPlace();
/** Random command lines; more of them with TIMES. */
const RUNS = 40 * Number(process.env["TIMES"] ?? 1);
const LONG = 20_000;

let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  Object.assign(process.env, await place.env());
  folder = path.join(await place.home(), "files");
  await fs.mkdir(folder);
});
afterAll(() => {
  process.env = before;
});

/** Whatever was asked for: it ends as a command does, and what it says can't act on a terminal. */
function expectOrder({ code, stdout, stderr }: Ended, what: string): void {
  expect([0, 1, 2], what).toContain(code);
  expect(stderr, what).not.toMatch(/^ {4}at |Unexpected error/m);
  expect(stdout + stderr, what).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
  if (code === 2) expect(stderr, what).not.toBe("");
}

describe("playhead ingest of nasty files", () => {
  const small = (file: { name: string }): boolean => !/100 MB|larger than|million/.test(file.name);
  test.each([
    ...NASTY_CSV.filter(small).map((file) => ({ ...file, ending: "csv" })),
    ...NASTY_GPX.filter(small).map((file) => ({ ...file, ending: "gpx" })),
  ])("$name, .$ending", { timeout: LONG }, async ({ bytes, outcome, ending }) => {
    const file = path.join(folder, `nasty.${ending}`);
    await fs.writeFile(file, bytes());
    const topic = place.unique("nasty");
    const workbook = await place.workbook();
    const ended = await commandHere(["ingest", file, "--topic", topic]);
    expectOrder(ended, file);
    if (typeof outcome === "object" && outcome.bad === 0) {
      expect(ended.code).toBe(0);
      return;
    }
    const code = typeof outcome === "object" ? "BAD_ROW" : outcome;
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toContain(code);
    // Nothing of it is there, and the mended file is taken as if there had never been another.
    expect((await workbook.topics()).filter((row) => row.topic === topic && row.offsets > 0)).toEqual([]);
    await fs.writeFile(file.replace(/gpx$/, "csv"), `${HEADER}\n1,1,2,t,9/13/2014 7:24\n`);
    const mended = await commandHere(["ingest", file.replace(/gpx$/, "csv"), "--topic", topic, "--json"]);
    expect(JSON.parse(mended.stdout)).toMatchObject({ added: 1 });
  });
});

describe("any command line ends with an answer", () => {
  /** These install, start kernels or ask for minutes: their words are taken apart, up to one that nobody knows. */
  const NOT_BEGUN = ["setup", "doctor", "walkthrough"];
  /** These start as many processes, or read as often. */
  const NOT_GIVEN = ["--workers", "--count"];
  const VALUES = [
    ...[
      "",
      " ",
      "-",
      "--",
      "-1",
      "0",
      "1",
      "1e9",
      "NaN",
      "9007199254740993",
      "9".repeat(400),
      "1e-9",
      "P999999999Y",
    ],
    ...[
      "..",
      "../x",
      "/",
      "/dev/null",
      "a:0,99",
      "t:1e9",
      "{}",
      "[]",
      "a=b",
      "__proto__=1",
      "\n",
      "a\0b",
      "😀",
      "\ud800",
    ],
    ...[
      "2023-03-09T12:00:00Z",
      "+275760-09-13T00:00:00.001Z",
      "a".repeat(100_000),
      "km",
      "earliest",
      "distance",
    ],
    ...HOSTILE_TEXTS,
  ];
  const value = fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: "binary", maxLength: 20 }));

  const config = value.map((given) => ["--command-config", given]);

  /** A command's words from its own declaration: its arguments, and options with values that may be good. */
  function wordsOf(one: Command): fc.Arbitrary<string[]> {
    const options = one.options
      .filter(({ long }) => !NOT_GIVEN.includes(long ?? ""))
      .map((option) =>
        option.required
          ? fc
              .oneof(value, fc.constantFrom(...(option.argChoices ?? ["1"])))
              .map((given) => [option.long ?? "", given])
          : fc.constant([option.long ?? ""]),
      );
    const needed = one.registeredArguments.length;
    return fc
      .tuple(
        fc.array(value, { minLength: Math.min(needed, 1), maxLength: needed + 1 }),
        fc.array(fc.oneof(...options, config, fc.constantFrom(["--frob"], ["--"])), { maxLength: 4 }),
      )
      .map(([given, chosen]) => [one.name(), ...given, ...chosen.flat()]);
  }

  const commands = program().commands;

  test.each(commands.map((one) => [one.name(), one] as const))(
    "%s",
    { timeout: 2 * LONG },
    async (name, one) => {
      // A sensor goes on until it is told how often to read.
      const sensor = name === "sensor" ? ["--count", "1", "--simulate"] : [];
      const begins = !NOT_BEGUN.includes(name);
      const outside = await fs.readdir(process.cwd());
      await fc.assert(
        fc.asyncProperty(wordsOf(one), async (words) => {
          const given = [...words, ...sensor, ...(begins ? [] : ["--nobody-knows"])];
          const ended = await commandHere(given);
          expectOrder(ended, JSON.stringify(given));
          if (!begins) expect(ended).toMatchObject({ code: 2, stdout: "" });
        }),
        { numRuns: Math.ceil(RUNS / 4), interruptAfterTimeLimit: LONG },
      );
      // Nothing is written where nobody asked for it.
      expect(await fs.readdir(process.cwd())).toEqual(outside);
    },
  );

  test("and the broker and the home are as good as before", async () => {
    const { code, stdout } = await commandHere([
      "ingest",
      "data/journeys.csv",
      "--topic",
      place.unique("after"),
      "--json",
    ]);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, added: 741 });
  });
});

describe("hostile records", () => {
  const point = { id: "1", latitude: 1, longitude: 2, track_id: "t", time: "2020-01-01T00:00:00Z" };
  const deep = (n: number): string => `${"[".repeat(n)}${"]".repeat(n)}`;
  const withField = (text: string): string => `${JSON.stringify(point).slice(0, -1)},${text}}`;
  const VALUES: (Buffer | string | null)[] = [
    ...[null, "", " ", "null", "1", "NaN", '"text"', "[]", "{}", "{", "[1", deep(100_000), "\u001b[31m"],
    ...[
      withField(`"note":${deep(50_000)}`),
      withField('"__proto__":{"latitude":9}'),
      withField('"latitude":99'),
    ],
    ...[withField('"latitude":1e999'), withField('"note":"\\ud800"'), withField('"constructor":null')],
    ...[
      JSON.stringify({ ...point, track_id: 5 }),
      `${JSON.stringify(point)}x`,
      Buffer.from([0xff, 0xfe, 0, 1]),
    ],
    Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    withField(`"note":"${"a".repeat(800_000)}"`),
  ];
  const good = HOSTILE_TEXTS.flatMap((text) =>
    [1, 2].map((n) => ({
      key: text,
      value: JSON.stringify({ ...point, id: `${text}${n}`, latitude: n, track_id: text }),
    })),
  );
  let topic: string;
  let output: string;
  let group: string;

  beforeAll(async () => {
    [topic, output, group] = [
      place.unique("hostile"),
      place.unique("outputs"),
      place.unique("<b>\u00a0group"),
    ];
    const connection = await place.connection();
    await ensureTopic(connection, { topic, partitions: 1 });
    const appender = await openAppender(connection);
    const nasty = VALUES.flatMap((value, i) =>
      [null, "t", "__proto__", HOSTILE_TEXTS[i % HOSTILE_TEXTS.length] ?? ""].map((key) => ({ key, value })),
    );
    for (const { key, value } of [...good, ...nasty]) {
      const headers = { "\u001b[31m": "\u0000", __proto__x: "1", "playhead-error": "mine" };
      await appender.append(topic, [{ key, value, timestamp: 1_577_836_800_000, partition: 0, headers }]);
    }
  });

  const whose = (): string[] => ["--topic", topic, "--group", group];

  test("stop the processing at the first of them, by its offset", async () => {
    const ended = await commandHere(["process", "--unit", "km", ...whose(), "--output", output]);
    expectOrder(ended, "process");
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(new RegExp(`BAD_RECORD.*${good.length}`));
  });

  test("or are put aside, and everything can still be looked at", { timeout: 60_000 }, async () => {
    const ended = await commandHere([
      ...[
        "process",
        "--unit",
        "km",
        ...whose(),
        "--output",
        output,
        "--bad-records",
        "dead-letter",
        "--json",
      ],
    ]);
    expectOrder(ended, "process");
    const { id: run } = JSON.parse(ended.stdout) as { id: string };
    for (const words of [
      ["dead-letters", ...whose()],
      ["dead-letters", ...whose(), "--json"],
      ["groups"],
      ["groups", group],
      ["runs"],
      ["runs", "--json"],
      ["query", "--run", run],
      ["query", "--run", run, "--json"],
      ["compare", run, run],
      ["replay", "--unit", "km", "--unit", "mi", "--topic", topic, "--skip-bad-records", "--compare"],
      ["audit", "--topic", topic],
      ["rewind", ...whose(), "--to-earliest"],
      ["rewind", ...whose(), "--to-earliest", "--export"],
      ["rewind", ...whose(), "--to-earliest", "--execute"],
      ["undo"],
      ["status"],
    ]) {
      expectOrder(await commandHere(words), words.join(" "));
    }
    const shown = await commandHere(["query", "--run", run, "--json"]);
    const tracks = (JSON.parse(shown.stdout) as { track_id?: string; key?: string }[]).map(
      (row) => row.track_id ?? row.key,
    );
    for (const text of HOSTILE_TEXTS) expect(tracks).toContain(text);
  });
});
