import type { Connection } from "../../src/kafka/connection";
import { listTopics } from "../../src/kafka/topics";
import { allow, type Acl } from "../fixtures/acls";
import { until } from "../fixtures/until";

/** Does what commands say that were printed for an administrator, as `kafka-topics` and `kafka-acls` would. */
export async function administer(admin: Connection, commands: readonly string[]): Promise<void> {
  const parsed = commands.map((command) => parse(command));
  await create(
    admin,
    parsed.filter(({ tool }) => tool === "kafka-topics"),
  );
  await allow(admin, parsed.filter(({ tool }) => tool === "kafka-acls").flatMap(aclsOf));
}

interface Parsed {
  tool: string | undefined;
  /** Every value of an option, in their order. */
  values: (option: string) => string[];
}

function parse(command: string): Parsed {
  const [tool, ...words] = command.split(" ");
  const values = (option: string): string[] =>
    words.flatMap((word, i) => (word === `--${option}` ? [words[i + 1] ?? ""] : []));
  return { tool, values };
}

async function create(admin: Connection, commands: readonly Parsed[]): Promise<void> {
  const client = await admin.admin();
  const topics = commands.map(({ values }) => ({
    topic: values("topic").join(),
    numPartitions: Number(values("partitions").join()),
    configEntries: values("config").map((setting) => {
      const [name = "", value = ""] = setting.split("=");
      return { name, value };
    }),
  }));
  if (topics.length > 0) await client.createTopics({ topics });
  await until("the topics are there", async () => {
    const there = await listTopics(admin);
    return topics.every(({ topic }) => there.includes(topic));
  });
}

const RESOURCES = { topic: "TOPIC", group: "GROUP", "transactional-id": "TRANSACTIONAL_ID" } as const;

function aclsOf({ values }: Parsed): Acl[] {
  const [principal = ""] = values("allow-principal");
  const pattern = values("resource-pattern-type").length === 0 ? "LITERAL" : "PREFIXED";
  return (Object.keys(RESOURCES) as (keyof typeof RESOURCES)[]).flatMap((option) =>
    values(option).flatMap((name) =>
      values("operation").map((operation) => ({
        ...{ principal, name, pattern, resource: RESOURCES[option] },
        operation: operation.toUpperCase() as Acl["operation"],
      })),
    ),
  );
}
