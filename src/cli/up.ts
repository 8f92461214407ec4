import type { Command } from "commander";
import { advertiseBroker, closeNetwork, type Advertised } from "../broker/advertise";
import { readConfig } from "../config";
import { PlayheadError } from "../errors";
import { jsonCommand } from "./json-command";
import { ownLog } from "./own-log";
import { print, withWorkbook, type CommonOptions } from "./session";

interface UpOptions extends CommonOptions {
  /** The address of this machine to open the broker at. */
  advertise?: string;
}

/** `playhead up`: without `--advertise` nobody but this machine reaches the broker, also where it was open before. */
export function declareUp(playhead: Command): void {
  jsonCommand(playhead, "up", "start this home's own Kafka broker, unless KAFKA_BROKERS names a cluster")
    .option(
      "--advertise <address>",
      "open it to the network at this address of this machine, with a password",
    )
    .action(up);
}

async function up({ advertise, ...options }: UpOptions): Promise<void> {
  const { home, brokers: cluster } = readConfig();
  if (advertise !== undefined) {
    if (cluster !== undefined) throw notOurs();
    const advertised = await advertiseBroker(home, advertise, () => sayRestart("open"));
    ownLog().note("info", "broker opened to the network", { address: advertised.address });
    return print(options.json ? asDocument(advertised) : asWords(advertised, advertise), options);
  }
  const closed = cluster === undefined && (await closeNetwork(home, () => sayRestart("closed")));
  if (closed) ownLog().note("info", "broker closed to the network");
  await withWorkbook(async (workbook) => {
    const brokers = await workbook.brokers();
    const note = closed ? "\nThe network no longer reaches it, and its password opens nothing any more." : "";
    print(options.json ? { brokers: brokers.split(",") } : `Kafka answers at ${brokers}${note}`, options);
  });
}

function sayRestart(how: "open" | "closed"): void {
  process.stderr.write(
    `Restarting this home's Kafka broker, ${how} to the network. What is at work with it meanwhile may have to be started again …\n`,
  );
}

function notOurs(): PlayheadError {
  return new PlayheadError(
    "BAD_OPTION",
    "--advertise opens this home's own broker, but KAFKA_BROKERS is set, or KAFKA_CONFIG",
    {
      remedy:
        "unset KAFKA_BROKERS and KAFKA_CONFIG, or give the other machine the cluster's own address and password",
    },
  );
}

function asDocument({ local, address, credentials }: Advertised): Record<string, unknown> {
  const { username, password, mechanism } = credentials;
  return {
    brokers: [local],
    advertised: { address, username, password, mechanism: mechanism.toUpperCase() },
  };
}

/** The one place where the password is shown. */
function asWords({ local, address, credentials }: Advertised, advertise: string): string {
  return `Kafka answers at ${local}, and other machines at ${address}

On the other machine, say who you are, then send what its sensor measures:

  export KAFKA_USERNAME=${credentials.username} KAFKA_PASSWORD=${credentials.password}
  npx playhead sensor --brokers ${address}

or read and process there what is here:

  export KAFKA_BROKERS=${address}
  npx playhead groups

The password is shown this once and kept nowhere. Whoever has it can read, write and delete everything in this broker.
It does not cross the network itself, but the records do, unencrypted: open the broker in a network you trust, only.
\`npx playhead up\` closes it again; \`npx playhead up --advertise ${advertise}\` makes another password, and this one is void.`;
}
