import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Tests of whole notebooks take longest: begun last, one worker would still be busy while the others have nothing to do. */
const LONG = /\/test\/(?:notebooks|browser)\/|\/walkthrough\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  resolve: { alias: { playhead: new URL("src/index.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/fixtures/broker.ts"],
    // With NODE_ENV "test" kafkajs retries less than it does for real.
    // And nobody's own database is written to.
    env: { NODE_ENV: "development", DATABASE_URL: "" },
    // Processes, because a test of locks and signals needs a process id of its own. Two more than there are
    // processors: many tests wait for a broker, or for one that is away.
    pool: "forks",
    // A process for each of 340 files, which loads all anew, took a sixth of the whole. What a file changes of its
    // process it puts back.
    isolate: false,
    setupFiles: ["test/fixtures/fresh-kernel.ts"],
    sequence: { sequencer: LongestFirst },
    maxWorkers: availableParallelism() + 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/summary-reporter.ts"],
  },
});
