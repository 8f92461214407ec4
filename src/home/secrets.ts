/** Variables whose values open doors, ours and others': what a child process inherits may turn up in its words. */
const SECRET_NAMES = /PASSWORD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|DATABASE_URL/i;
/** A shorter one would be found in half of all words. */
const SHORTEST = 4;

/**
 * The secrets in an environment, and the passwords inside of addresses (`postgres://user:password@host`), as they are
 * and as an address writes them.
 *
 * @example
 * secretsOf({ KAFKA_PASSWORD: "rosebud", DATABASE_URL: "postgres://ann:s%40sam@db/x" });
 * // ["rosebud", "postgres://ann:s%40sam@db/x", "s%40sam", "s@sam"]
 */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  const values = Object.entries(env).flatMap(([name, value = ""]) =>
    SECRET_NAMES.test(name) ? [value] : [],
  );
  const all = values.flatMap((value) => [value, ...passwordIn(value)]);
  // The longest first: one may be a part of another.
  return [...new Set(all)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function passwordIn(address: string): string[] {
  const password = URL.canParse(address) ? new URL(address).password : "";
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    // A stray per cent sign: there is but one way to write it.
    return [password];
  }
}

/** A line of JSON with each secret covered up, as JSON writes it. */
export function withoutSecrets(line: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (text, secret) => text.replaceAll(JSON.stringify(secret).slice(1, -1), "[secret]"),
    line,
  );
}
