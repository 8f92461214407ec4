import { expect, test } from "vitest";
import { ProgressLines } from "../../setup/progress.mjs";
import { runSteps } from "../../setup/steps.mjs";
import { temporaryFolder } from "./temporary";

type Step = Parameters<typeof runSteps>[0][number];

/** A step that is there once made, as long as its key stays. */
function step(id: string, needs: string[], make: () => unknown, key = "key"): Step {
  return {
    id,
    name: id,
    needs,
    megabytes: 1,
    key: () => key,
    isThere: (_context, facts) => facts !== undefined,
    make: async () => Promise.resolve(make()),
  };
}

function setting(): { run: (steps: Step[]) => Promise<void>; said: string[] } {
  const context = { root: temporaryFolder(), env: {} };
  const said: string[] = [];
  const progress = new ProgressLines({ isTTY: false, write: (text: unknown) => said.push(String(text)) > 0 });
  return { run: (steps) => runSteps(steps, context, progress), said };
}

test("each step runs once, after what it needs; the next time all is already there", async () => {
  const { run, said } = setting();
  const made: string[] = [];
  const steps = [
    step("python", [], async () => {
      await Promise.resolve();
      made.push("python");
    }),
    step("kafka", ["python"], () => made.push("kafka")),
  ];
  await run(steps);
  await run(steps);
  expect(made).toEqual(["python", "kafka"]);
  expect(said.slice(2)).toEqual([
    expect.stringMatching(/^python +already there\n$/),
    expect.stringMatching(/^kafka +already there\n$/),
  ]);
});

test("a step whose inputs changed is made again", async () => {
  const { run } = setting();
  const made: string[] = [];
  await run([step("kernel", [], () => made.push("here"), "/here")]);
  await run([step("kernel", [], () => made.push("there"), "/there")]);
  expect(made).toEqual(["here", "there"]);
});

test("a failed step is not done, holds back what needs it and nothing else, and is told once", async () => {
  const { run } = setting();
  const made: string[] = [];
  let broken = true;
  const steps = [
    step("python", [], () => {
      if (broken) throw new Error("no network");
      made.push("python");
    }),
    step("kafka", ["python"], () => made.push("kafka")),
    step("java", ["python"], () => made.push("java")),
    step("node", [], () => made.push("node")),
  ];
  await expect(run(steps)).rejects.toThrow(/^no network$/);
  expect(made).toEqual(["node"]);
  broken = false;
  await run(steps);
  expect(made).toEqual(["node", "python", "kafka", "java"]);
});

test("steps that fail by themselves are all told", async () => {
  const { run } = setting();
  const fail = (message: string) => () => {
    throw new Error(message);
  };
  const failure = run([step("a", [], fail("first")), step("b", [], fail("second"))]);
  await expect(failure).rejects.toMatchObject({ errors: [{ message: "first" }, { message: "second" }] });
});
