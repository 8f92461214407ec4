import { PlayheadError } from "../errors";
import { openWorkbook as open, type Workbook } from "../workbook";
import type { WorkbookOptions } from "../workbook-calls";
import { stallText } from "../stalls/stall";
import { errorBox } from "../view/error-box";
import { prose } from "../view/mime";
import { display } from "./display";
import { liveView } from "./live-view";
import { cellProgress } from "./progress";

/** What the notebook kernel offers to code that runs in it; see jupyter/kernel/runner.cjs. */
const KERNEL = Symbol.for("playhead.kernel");

/**
 * Opens a workbook: a Kafka cluster (the home's own broker, started on first use, or the one that `KAFKA_BROKERS`
 * names), its topics and the home's database. In a notebook, what takes longer shows its progress in the cell.
 *
 * @throws PlayheadError BAD_OPTION, HOME_FORMAT. What needs the broker says so when it is first used.
 * @example
 * const workbook = openWorkbook();
 * await workbook.ingest("data/journeys.csv");
 */
export function openWorkbook(options: WorkbookOptions = {}): Workbook {
  const workbook = open({
    onProgress: cellProgress(),
    onBrokerStart: () => display(prose("Starting this home's Kafka broker …")),
    onWaiting: (what) => display(prose(what)),
    onStalled: (stall) => display(prose(stallText(stall))),
    openView: () => liveView(),
    onFailure: (error) => showFailure(error),
    interrupt: () => kernel()?.signal(),
    ...options,
  });
  for (const warning of workbook.config.warnings ?? []) display(prose(warning));
  // Members that only vanish are still counted by Kafka for a while: a kernel that ends lets them leave.
  kernel()?.closers.add(() => workbook.close());
  return workbook;
}

interface Kernel {
  /** Aborted when the running cell is interrupted or fails. */
  signal(): AbortSignal | undefined;
  /** Called when the kernel ends. */
  closers: Set<() => Promise<void>>;
}

function kernel(): Kernel | undefined {
  return (globalThis as { [KERNEL]?: Kernel })[KERNEL];
}

function showFailure(error: unknown): void {
  display(prose("What was following in the background has ended with an error:"));
  display(error instanceof PlayheadError ? errorBox(error) : prose(String(error)));
}
