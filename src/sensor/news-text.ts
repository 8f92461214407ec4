import { formatCount, formatTime } from "../view/quantities";
import type { SensorNews } from "./call";
import { inUnit, UNIT_TEXT, type TemperatureUnit } from "./unit";
import { PROBLEMS } from "./w1-slave";

/** A piece of news as a line for a terminal; none for a problem that is still the same. */
export function newsText(news: SensorNews, unit: TemperatureUnit): string | undefined {
  switch (news.kind) {
    case "reading":
      return at(news, `${inUnit(news.milliCelsius, unit).toFixed(2)} ${UNIT_TEXT[unit]}`);
    case "problem":
      return news.again ? undefined : at(news, `${news.problem}: ${PROBLEMS[news.problem]}`);
    case "back":
      return at(news, "back: the sensor answers again");
    case "stalled":
      return `The broker does not answer; readings are kept until it does, ${formatCount(news.waiting)} by now`;
    case "resumed":
      return `The broker answers again, what was kept is sent${news.dropped === 0 ? "" : `; ${formatCount(news.dropped)} readings were dropped, as there was no room for more`}`;
  }
}

function at({ time, sensorId }: { time: number; sensorId: string }, what: string): string {
  return `${formatTime(Math.round(time / 1000) * 1000)}  ${sensorId}  ${what}`;
}
