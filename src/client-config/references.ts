import { PlayheadError } from "../errors";
import type { Properties, Property } from "./properties";

const REFERENCE = /\$\{([\w-]+):([^}]*)\}/g;

/**
 * Puts in the values of `${env:NAME}`, as Kafka's EnvVarConfigProvider does (KIP-887). Of other providers, those that
 * `config.providers` declares are refused; what only looks like one is text.
 *
 * @throws PlayheadError BAD_OPTION
 * @example
 * resolveReferences(new Map([["client.id", { value: "${env:USER}", from: "…" }]]), { USER: "ann" })
 */
export function resolveReferences(properties: Properties, env: NodeJS.ProcessEnv): Properties {
  const declared = (properties.get("config.providers")?.value ?? "").split(",").map((name) => name.trim());
  return new Map(
    [...properties]
      .filter(([name]) => !name.startsWith("config.providers"))
      .map(([name, property]) => [name, { ...property, value: resolve(property, declared, env) }]),
  );
}

function resolve({ value, from }: Property, declared: readonly string[], env: NodeJS.ProcessEnv): string {
  return value.replace(REFERENCE, (whole, provider: string, name: string) => {
    if (provider !== "env") {
      if (!declared.includes(provider)) return whole;
      throw new PlayheadError(
        "BAD_OPTION",
        `${from} refers to the provider ${provider}, which is not supported`,
        {
          remedy: "refer to a variable of the environment, ${env:NAME}, or set the KAFKA_… variable for it",
        },
      );
    }
    const found = env[name];
    if (found !== undefined) return found;
    throw new PlayheadError("BAD_OPTION", `${from} refers to the variable ${name}, which is not set`, {
      remedy: `set ${name} in the environment`,
    });
  });
}
