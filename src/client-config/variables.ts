import type { Properties, Property } from "./properties";

/**
 * Variables of the environment, and the properties that they stand for. Three of those are librdkafka's, which has a
 * name where Java's clients have only a part of a longer text: https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
 */
export const VARIABLES = {
  KAFKA_BROKERS: "bootstrap.servers",
  KAFKA_CLIENT_ID: "client.id",
  KAFKA_SECURITY_PROTOCOL: "security.protocol",
  KAFKA_USERNAME: "sasl.username",
  KAFKA_PASSWORD: "sasl.password",
  KAFKA_SASL_MECHANISM: "sasl.mechanism",
  KAFKA_SSL_CA: "ssl.truststore.location",
  KAFKA_SSL_CERT: "ssl.keystore.location",
  KAFKA_SSL_KEY: "ssl.key.location",
  KAFKA_SSL_KEY_PASSWORD: "ssl.key.password",
} as const;

/** What says the same in other words: a variable of one of these takes the place of them all. */
const ALTERNATIVES: readonly RegExp[] = [
  /^sasl\.(?:username|password|jaas\.config)$/,
  /^ssl\.truststore\./,
  /^ssl\.(?:keystore|key)\./,
];
/** It says nothing of what it is the password of, which may well be in the file. */
const ADDED = "ssl.key.password";

/** The properties that the environment gives. A variable that is empty is not set. */
export function propertiesOf(env: NodeJS.ProcessEnv): Properties {
  return new Map(
    Object.entries(VARIABLES).flatMap(([variable, name]): [string, Property][] => {
      const value = env[variable];
      return value ? [[name, { value, from: variable }]] : [];
    }),
  );
}

/** The properties of a file with those of the environment in their place, where there are any. */
export function overridden(file: Properties, environment: Properties): Properties {
  const said = [...environment.keys()].filter((name) => name !== ADDED);
  const replaced = ALTERNATIVES.filter((group) => said.some((name) => group.test(name)));
  const kept = [...file].filter(([name]) => !replaced.some((group) => group.test(name)));
  return new Map([...kept, ...environment]);
}
