import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { playhead } from "../fixtures/command";
import { ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();
const ADDRESS = process.platform === "linux" ? "127.0.0.2" : "127.0.0.1";

test("the commands that --advertise shows work on another machine, and only with that password", async () => {
  const env = homes.env(await homes.make());
  const opened = await playhead(["up", "--advertise", ADDRESS], env);
  expect(opened.code).toBe(0);
  const word = (pattern: RegExp): string => pattern.exec(opened.stdout)?.[1] ?? expect.unreachable();
  const address = word(/^ {2}npx playhead sensor --brokers (\S+)$/m);
  const password = word(/ KAFKA_PASSWORD=(\S+)$/m);
  expect(word(/^ {2}export KAFKA_BROKERS=(\S+)$/m)).toBe(address);
  expect(opened.stderr, "on standard output alone").not.toContain(password);
  expect(opened.stdout).toContain("unencrypted");

  const elsewhere = {
    ...homes.env(await homes.make("elsewhere")),
    KAFKA_BROKERS: address,
    KAFKA_USERNAME: word(/^ {2}export KAFKA_USERNAME=(\S+)/m),
    KAFKA_PASSWORD: password,
  };
  const ingested = await playhead(["ingest", "data/journeys.csv", "--json"], elsewhere);
  expect(ingested).toMatchObject({ code: 0 });
  expect(JSON.parse(ingested.stdout)).toMatchObject({ added: 741 });

  const wrong = await playhead(["groups"], { ...elsewhere, KAFKA_PASSWORD: "guessed-by-me" });
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toMatch(/^AUTHENTICATION_FAILED .*\nWhat to do: .*KAFKA_PASSWORD/);
  expect(wrong.stderr).not.toContain("guessed-by-me");
});

test("--json gives the password to whoever asked, once; up without --advertise closes the door", async () => {
  const env = homes.env(await homes.make());
  const { stdout } = await playhead(["up", "--advertise", ADDRESS, "--json"], env);
  const { brokers, advertised } = JSON.parse(stdout) as {
    brokers: string[];
    advertised: Record<string, string>;
  };
  expect(brokers).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
  expect(advertised).toMatchObject({ username: "playhead", mechanism: "SCRAM-SHA-512" });
  const status = await playhead(["status", "--json"], env);
  expect(JSON.parse(status.stdout)).toMatchObject({ advertised: advertised["address"] });
  expect(status.stdout).not.toContain(advertised["password"]);
  const closed = await playhead(["up"], env);
  expect(closed.stderr).toContain("closed to the network");
  expect(closed.stdout).toContain("The network no longer reaches it");
  expect((await playhead(["status"], env)).stdout).not.toContain("with a password");
});

test("an address of another machine, or somebody else's cluster, is wrong usage and starts nothing", async () => {
  const home = await homes.make();
  const strange = await playhead(["up", "--advertise", "192.0.2.77"], homes.env(home));
  expect(strange).toMatchObject({ code: 2, stdout: "" });
  expect(strange.stderr).toMatch(/^BAD_OPTION .*192\.0\.2\.77.*\nWhat to do: it has /);
  const env = { ...homes.env(home), KAFKA_BROKERS: "127.0.0.1:9092" };
  const cluster = await playhead(["up", "--advertise", ADDRESS], env);
  expect(cluster).toMatchObject({ code: 2, stdout: "" });
  expect(cluster.stderr).toContain("KAFKA_BROKERS is set");
  await expect(fs.access(path.join(home, "broker"))).rejects.toThrow();
});
