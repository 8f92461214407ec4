import type { Reporter, TestModule } from "vitest/node";

/** Closes a run with one plain line, so that whatever runs `npm test` can count without knowing vitest. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) {
        if (state !== "pending") count[state]++;
      }
      // A file that can't be loaded, or whose hook fails, has no failed test, yet it must not look like a success.
      if (!module.ok() && !states.includes("failed")) count.failed++;
    }
    const skipped = count.skipped === 0 ? "" : `, ${count.skipped} skipped`;
    process.on("exit", () =>
      process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`),
    );
  }
}
