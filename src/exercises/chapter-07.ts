import { fahrenheitToCelsius } from "../processor/library/fahrenheit-to-celsius";
import { pipe } from "../processor/library/pipe";
import { rollingAverage } from "../processor/library/rolling-average";
import type { Workbook } from "../workbook";
import { nearly, type Exercise, type Verdict } from "./exercise";

const MINUTE = 60_000;
const HALF_AN_HOUR = 30 * MINUTE;
/** The course's second simulated sensor, which hangs outdoors. */
const OUTDOORS = "28-5e0000000002";
/** From here on the course speaks of silence, in minutes. */
const SILENT = 10;

export const chapter07 = {
  "07.1": {
    hint: "`workbook.readings(outdoors, topic)` returns a row for each reading of that sensor in the topic.",
    judge: async (answer, workbook) =>
      nearly(answer, (await workbook.readings(OUTDOORS, workbook.names.simulatedTemperatures)).length),
  },
  "07.2": {
    hint: "`all` has the averages in °C: take those whose `key` is `outdoors`, and of these the largest `average`: `Math.max(...numbers)`.",
    judge: judgeWarmest,
  },
  "07.3": {
    hint: "The state is the `timestamp` of the sensor's reading before. Where there was none (0), or where it is less than ten minutes ago, the step returns `[record.timestamp]` alone: no output.",
    judge: async (answer, workbook) => {
      const silences = await silencesOf(workbook);
      if (Array.isArray(answer)) return judgeSilences(answer, silences);
      return "A list of numbers is asked for: the minutes of each silence.";
    },
  },
} satisfies Record<string, Exercise>;

async function judgeWarmest(answer: unknown, workbook: Workbook): Promise<Verdict> {
  const averages = rollingAverage({ field: "temperature", overMs: HALF_AN_HOUR });
  const processor = pipe(fahrenheitToCelsius({ field: "temperature" }), averages);
  const warmest = { outdoors: -Infinity, indoors: -Infinity };
  for await (const { key, output } of workbook.iterate(processor, topicOf(workbook))) {
    const place = key === OUTDOORS ? "outdoors" : "indoors";
    warmest[place] = Math.max(warmest[place], output.average);
  }
  const isNear = (other: number): boolean => nearly(answer, other, 1e-6) === true;
  if (isNear(warmest.outdoors * 1.8 + 32)) return "That is in °F: take the averages of the second run.";
  if (isNear(warmest.indoors)) return "That is the sensor indoors, or both of them together.";
  return nearly(answer, warmest.outdoors, 1e-6);
}

function topicOf({ names }: Workbook): { topic: string } {
  return { topic: names.simulatedTemperatures };
}

/** The minutes of each silence of ten minutes or longer, in the order of the log. */
async function silencesOf(workbook: Workbook): Promise<number[]> {
  const before = new Map<string, number>();
  const silences: number[] = [];
  for (const { sensor_id, time } of await workbook.readings(
    undefined,
    workbook.names.simulatedTemperatures,
  )) {
    const minutes = (Date.parse(time) - (before.get(sensor_id) ?? Date.parse(time))) / MINUTE;
    if (minutes >= SILENT) silences.push(minutes);
    before.set(sensor_id, Date.parse(time));
  }
  return silences;
}

function judgeSilences(answer: readonly unknown[], right: readonly number[]): Verdict {
  if (answer.some((minutes) => typeof minutes !== "number"))
    return "Something in the list is no number: take the minutes out of the outputs.";
  if (answer.some((minutes) => (minutes as number) > 24 * 60))
    return "One silence lasts longer than a day: a sensor's first reading ends no silence, and a minute has 60,000 ms.";
  if (answer.some((minutes) => (minutes as number) < SILENT))
    return "Some of them are shorter than ten minutes.";
  if (answer.length !== right.length)
    return `The list is too ${answer.length > right.length ? "long" : "short"}: each silence counts once, for its own sensor.`;
  const off = right.findIndex((minutes, index) => Math.abs((answer[index] as number) - minutes) > 1e-6);
  return off === -1 ? true : `The silence at place ${off} of the list (from 0) has another length.`;
}
