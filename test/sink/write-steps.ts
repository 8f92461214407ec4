import { readConfig } from "../../src/config";
import { openSink } from "../../src/sink/open-sink";
import { originFrom, rowsFrom } from "./made-up";

// A writer that takes step after step, each of so many rows and with as many offsets, until it is killed. It tells of
// each that it has taken.
const sink = openSink({ ...readConfig(), prefix: "" });
const ROWS = 200;

void (async () => {
  const store = await sink.store(originFrom("out"), "out");
  for (;;) {
    const position = (await store.positions()).get(0);
    const next = (position ?? 0) + ROWS;
    await store.apply({
      rows: rowsFrom(position ?? 0, next),
      from: new Map([[0, position]]),
      to: new Map([[0, next]]),
      runs: [],
      caughtUp: () => false,
      promotions: [],
      covers: () => true,
    });
    process.stdout.write(`${next}\n`);
  }
})();
