import os from "node:os";
import type { Config } from "../config";
import { PlayheadError } from "../errors";
import { Connection } from "../kafka/connection";
import { isKafkaError } from "../kafka/errors";
import { NO_LOG, type Log } from "../log";
import { diagnose, ensureBroker } from "./embedded";

/** How long an existing cluster may take to answer the first request, ms. */
const PATIENCE = 8000;

/**
 * A connection that is there when it is asked for: the embedded broker is started on first use, and again if it
 * has been killed since.
 */
export class BrokerSession {
  private connection: Connection | undefined;
  private brokerPid: number | undefined;

  constructor(
    private readonly config: Config,
    private readonly onStart?: () => void,
    private readonly log: Log = NO_LOG,
  ) {}

  /** @throws PlayheadError BROKER_UNREACHABLE, AUTHENTICATION_FAILED, BROKER_START_FAILED, SETUP_MISSING, DISK_FULL */
  async connect(): Promise<Connection> {
    const { brokers, credentials, tls, clientId = ourName(), home } = this.config;
    if (brokers !== undefined) {
      this.connection ??= await reach(this.over(new Connection(brokers, clientId, { credentials, tls })));
      return this.connection;
    }
    const { address, pid, started } = await ensureBroker(home, this.onStart);
    if (started) this.log.note("info", "broker started", { address, broker: pid });
    if (this.connection === undefined || pid !== this.brokerPid) {
      await this.close();
      this.connection = this.over(new Connection([address], ourName()));
      this.brokerPid = pid;
    }
    return this.connection;
  }

  private over(connection: Connection): Connection {
    connection.log = this.log;
    return connection;
  }

  /** Says what became of an embedded broker, where its log knows more than "connection refused". */
  async explain(error: unknown): Promise<unknown> {
    const unreachable = error instanceof PlayheadError && error.code === "BROKER_UNREACHABLE";
    const explained = unreachable || isKafkaError(error, "KAFKA_STORAGE_ERROR");
    if (!explained || this.config.brokers !== undefined) return error;
    return (await diagnose(this.config.home)) ?? error;
  }

  async close(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    await connection?.close();
  }
}

/** What Kafka shows as the member's name: whose laptop, which process. */
function ourName(): string {
  return `playhead-${os.hostname()}-${process.pid}`;
}

async function reach(connection: Connection): Promise<Connection> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const at = connection.brokers.join(",");
      reject(
        new PlayheadError(
          "BROKER_UNREACHABLE",
          `No Kafka broker at ${at} has answered within ${PATIENCE / 1000} s`,
          {
            remedy:
              "check that the cluster runs, that KAFKA_BROKERS names it and that no firewall is between",
          },
        ),
      );
    }, PATIENCE);
  });
  try {
    await Promise.race([connection.cluster(), late]);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
