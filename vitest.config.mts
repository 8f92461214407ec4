import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { playhead: new URL("src/index.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/fixtures/broker.ts"],
    // With NODE_ENV "test" kafkajs retries less than it does for real.
    env: { NODE_ENV: "development" },
    // Processes, because a test of locks and signals needs a process id of its own. One more than there are
    // processors: many tests wait for a broker.
    pool: "forks",
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/summary-reporter.ts"],
  },
});
