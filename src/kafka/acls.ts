import type { Operation, ResourceType } from "./rights";
import { adminCommand } from "./tools";

/** What is allowed on resources of these names or, `prefixed`, on all whose names begin so. */
export interface Grant {
  operations: readonly Operation[];
  resource: ResourceType;
  names: readonly string[];
  pattern?: "literal" | "prefixed";
}

/**
 * The command by which whoever runs the cluster allows something.
 *
 * @param principal `User:anna`
 * @example
 * aclCommand(["127.0.0.1:9092"], "User:anna", { operations: ["Read"], resource: "topic", names: ["rides"] });
 * // "kafka-acls --bootstrap-server … --add --allow-principal User:anna --operation Read --topic rides"
 */
export function aclCommand(
  brokers: readonly string[],
  principal: string,
  { operations, resource, names, pattern }: Grant,
): string {
  const what = operations.flatMap((operation) => ["--operation", operation]);
  const on = names.flatMap((name) => [`--${resource}`, name]);
  const how = pattern === "prefixed" ? ["--resource-pattern-type", "prefixed"] : [];
  return adminCommand(brokers, "kafka-acls", "--add", "--allow-principal", principal, ...what, ...on, ...how);
}
