import type { PartitionOffsets } from "../../kafka/offsets";
import { applyStep } from "../apply-step";
import type { Origin } from "../origin";
import type { Step, StepOutcome, Store } from "../sink";
import { Tables } from "../tables";
import { POSTGRES } from "./dialect";
import { mergeRows } from "./merge-rows";
import { ensureTables, LOCK, type Place } from "./schema";
import type { Transactions } from "./server";

/** A server's database as the writer of one topic uses it. */
export class PostgresStore implements Store {
  private constructor(
    private readonly server: Transactions,
    private readonly place: Place,
    private readonly origin: Origin,
    private readonly topic: string,
  ) {}

  static async open(
    server: Transactions,
    place: Place,
    origin: Origin,
    topic: string,
  ): Promise<PostgresStore> {
    await server.transact("READ WRITE", (transaction) => ensureTables(transaction, place, origin));
    return new PostgresStore(server, place, origin, topic);
  }

  async positions(): Promise<PartitionOffsets> {
    return this.server.transact("READ ONLY", ({ ask }) => new Tables(ask, POSTGRES, this.topic).positions());
  }

  /** Repeated where the connection was lost: had it been committed, the positions would say so. */
  async apply(step: Step): Promise<StepOutcome> {
    return this.server.transact("READ WRITE", async (transaction) => {
      // Somebody may have dropped them since: empty ones say that everything has to be written again.
      await ensureTables(transaction, this.place, this.origin);
      const { ask } = transaction;
      await ask(LOCK);
      return applyStep(new Tables(ask, POSTGRES, this.topic), step, () => mergeRows(transaction, step.rows));
    });
  }
}
