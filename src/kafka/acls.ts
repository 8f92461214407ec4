import type { Right } from "./rights";
import { adminCommand } from "./tools";

/** A right that is given to somebody: on resources of these names or, `prefixed`, on all whose names begin so. */
export interface Acl extends Right {
  /** `User:anna` */
  principal: string;
  pattern: "literal" | "prefixed";
}

/**
 * A right in words, to follow "does not let you".
 *
 * @example
 * rightText({ operation: "Read", resource: "topic", names: ["rides"] }); // "READ the topic rides"
 */
export function rightText({ operation, resource, names }: Right): string {
  const word = operation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
  return `${word} ${resource === "cluster" ? "the cluster" : `the ${resource.replace("-", " ")} ${names.join(", ")}`}`;
}

/**
 * The command by which whoever runs the cluster gives a right.
 *
 * @example
 * aclCommand(["127.0.0.1:9092"], { operation: "Read", resource: "topic", names: ["rides"], principal: "User:anna", pattern: "literal" });
 * // "kafka-acls --bootstrap-server … --add --allow-principal User:anna --operation Read --topic rides"
 */
export function aclCommand(brokers: readonly string[], acl: Acl): string {
  const { operation, resource, names, principal, pattern } = acl;
  const on = resource === "cluster" ? ["--cluster"] : names.flatMap((name) => [`--${resource}`, name]);
  const how = pattern === "prefixed" ? ["--resource-pattern-type", "prefixed"] : [];
  const words = ["--add", "--allow-principal", principal, "--operation", operation, ...on, ...how];
  return adminCommand(brokers, "kafka-acls", ...words);
}
