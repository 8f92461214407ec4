import { expect, test } from "vitest";
import { ensureBroker, stopBroker } from "../../src/broker/embedded";
import { openWorkbook } from "../../src/workbook";
import type { SensorNews } from "../../src/sensor/call";
import { ownHomes } from "../fixtures/own-broker";
import { until } from "../fixtures/until";

const homes = ownHomes();

test(
  "while the broker is away readings are kept; when it is back they arrive, each once and in order",
  { timeout: 120_000 },
  async () => {
    const home = await homes.make();
    const { address } = await ensureBroker(home);
    const workbook = openWorkbook({ home, brokers: [address], prefix: "" });
    const stop = new AbortController();
    const news: SensorNews[] = [];
    const running = workbook.sensor({
      simulate: { sensors: 1 },
      everyMs: 10,
      signal: stop.signal,
      onNews: (one) => news.push(one),
    });
    const readings = (): number => news.filter(({ kind }) => kind === "reading").length;
    const has = (what: SensorNews["kind"]): boolean => news.some(({ kind }) => kind === what);
    await until("some readings are there", () => readings() > 20);
    await stopBroker(home);
    const before = readings();
    await until("it is told that the broker is away", () => has("stalled"));
    await until("readings go on", () => readings() > before + 200);
    expect((await ensureBroker(home)).address).toBe(address);
    await until("it is told that the broker is back", () => has("resumed"));
    const back = readings();
    await until("readings go on", () => readings() > back + 20);
    stop.abort();
    const { facts } = await running;
    expect(facts).toMatchObject({ added: readings(), dropped: 0, unsent: 0 });
    const times = (await workbook.readings()).map(({ time }) => Date.parse(time));
    await workbook.close();
    expect(times).toEqual(news.flatMap((one) => (one.kind === "reading" ? [one.time] : [])));
  },
);

test(
  "stopped while there is no broker, it ends after a moment and says what was not sent",
  { timeout: 60_000 },
  async () => {
    const home = await homes.make();
    const { address } = await ensureBroker(home);
    await stopBroker(home);
    const workbook = openWorkbook({ home, brokers: [address], prefix: "" });
    const report = await workbook.sensor({ simulate: { sensors: 1 }, everyMs: 1, count: 10 });
    await workbook.close();
    expect(report.facts).toMatchObject({ added: 0, unsent: 10 });
    expect(report.text).toContain("10 readings may not have arrived: the broker has not answered");
  },
);
