import net from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { broker } from "../../src/doctor/checks/broker";
import { java } from "../../src/doctor/checks/java";
import { ports } from "../../src/doctor/checks/ports";
import { examine } from "../../src/doctor/examine";
import { findBroker } from "../../src/broker/embedded";
import { listTopics } from "../../src/kafka/topics";
import { ownHomes } from "../fixtures/own-broker";
import { testPlace } from "../fixtures/place";
import { inOneLine, laptop } from "./laptop";

const place = testPlace();
const homes = ownHomes();

test("a record goes through the cluster and back, and no topic is left behind", async () => {
  const about = { root: PROJECT_ROOT, env: {}, config: await place.config() };
  const findings = await examine(about, [ports, broker]);
  expect(findings.map(({ standing }) => standing)).toEqual(["fine", "fine"]);
  const topics = await listTopics(await place.connection());
  expect(topics.filter((topic) => topic.startsWith(place.prefix))).toEqual([]);
});

test("the home's own broker is started and left as it was", async () => {
  const home = await homes.make();
  const config = { ...(await place.config()), home, brokers: undefined };
  const [finding] = await examine({ root: PROJECT_ROOT, env: {}, config }, [broker]);
  expect(finding).toMatchObject({ check: "Kafka broker", standing: "fine" });
  expect(await findBroker(home)).toBeUndefined();
});

test("a cluster that does not answer is told by its address", async () => {
  const silent = net.createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as net.AddressInfo;
  silent.close();
  await once(silent, "close");
  const [finding] = await examine(laptop({ KAFKA_BROKERS: `127.0.0.1:${port}` }), [broker]);
  expect(finding && inOneLine(finding)).toMatch(new RegExp(`^wrong: .*127\\.0\\.0\\.1:${port}`));
});

test("a broker is not tried where Java is missing", async () => {
  const findings = await examine(laptop(), [java, broker]);
  expect(findings.map(inOneLine)).toEqual([
    expect.stringMatching(/^wrong: Kafka or Java is not installed .*npm run setup/),
    'untried: mend "Java" first | ',
  ]);
});
