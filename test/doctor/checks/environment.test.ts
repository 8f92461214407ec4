import { expect, test } from "vitest";
import { environment } from "../../../src/doctor/checks/environment";
import { laptop, told } from "../laptop";

const ask = (env: NodeJS.ProcessEnv): Promise<string> => told(environment, laptop(env));

test("nothing set is fine", async () => {
  expect(await ask({})).toMatch(/^fine/);
});

test("a cluster of others wants a prefix", async () => {
  expect(await ask({ KAFKA_BROKERS: "kafka:9092" })).toMatch(/^hint: .*without PLAYHEAD_PREFIX/);
  expect(await ask({ KAFKA_BROKERS: "kafka:9092", PLAYHEAD_PREFIX: "ada-" })).toMatch(/^fine/);
});

test("a data file that is not there is wrong", async () => {
  expect(await ask({ PLAYHEAD_DATA: "/nowhere/tracks.csv" })).toMatch(/^wrong: .*\/nowhere\/tracks\.csv/);
});

test("variables of Python, Node and Java are named", async () => {
  expect(await ask({ PYTHONPATH: "/opt", NODE_OPTIONS: "--inspect", _JAVA_OPTIONS: "-Xmx1g" })).toMatch(
    /^hint: PYTHONPATH set; NODE_OPTIONS and _JAVA_OPTIONS set/,
  );
});

test("a proxy is a hint unless it spares loopback", async () => {
  expect(await ask({ http_proxy: "http://proxy:3128" })).toMatch(/^hint: http_proxy set/);
  expect(await ask({ http_proxy: "http://proxy:3128", no_proxy: "localhost, 127.0.0.1" })).toMatch(/^fine/);
});
