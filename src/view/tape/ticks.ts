import type { PartitionLog } from "./frames";
import { formatTime } from "../quantities";
import { element, INK, MUTED, niceStep, px, textElement, textWidth } from "../svg";
import { SMALL_SIZE, type Block } from "./layout";

/** A tape that is drawn already. */
interface DrawnTape {
  /** Where on it so many offsets from the log's start lie. */
  place: (read: number) => number;
  width: number;
  /** Its lower edge. */
  y: number;
  times: boolean;
}

/** Offsets below the tape: start, end, and nice ones between as far as they don't touch; and the times. */
export function ticks(log: PartitionLog, { place, width, y, times }: DrawnTape): Block {
  const total = log.end - log.start;
  const room = textWidth(String(log.end), SMALL_SIZE) + 16;
  const step = total === 0 ? 1 : Math.max(1, niceStep((total * room) / width));
  const offsets = [log.start];
  for (let offset = Math.ceil((log.start + 1) / step) * step; offset < log.end; offset += step) {
    const x = place(offset - log.start);
    if (x - place(0) >= room && place(total) - x >= room) offsets.push(offset);
  }
  // On a very short tape the end has no room of its own: start and end become one text.
  const squeezed = total > 0 && width < room;
  if (total > 0 && !squeezed) offsets.push(log.end);
  const marks = offsets.map((offset) => {
    const x = place(offset - log.start);
    const bound = offset === log.start || offset === log.end;
    const text = squeezed ? `${log.start} – ${log.end}` : String(offset);
    return (
      element("path", { d: `M${px(x)} ${px(y)}v5`, stroke: MUTED }) +
      textElement(text, {
        ...{ x: offset === log.start ? x - 1 : x, y: y + 19, "font-size": SMALL_SIZE, class: "offset" },
        ...{ "text-anchor": offset === log.start ? "start" : "middle", fill: bound ? INK : MUTED },
      })
    );
  });
  const dated = times ? timesElement(log, place(0), width, y + 37) : "";
  return { height: dated === "" ? 28 : 45, content: marks.join("") + dated };
}

function timesElement(log: PartitionLog, x: number, width: number, y: number): string {
  if (log.firstTime === undefined || log.lastTime === undefined) return "";
  const style = { y, "font-size": SMALL_SIZE, fill: MUTED, class: "time" };
  const first = formatTime(log.firstTime);
  const last = formatTime(log.lastTime);
  if (textWidth(first + last, SMALL_SIZE) + 24 > width) {
    return textElement(first === last ? first : `${first} – ${last}`, { ...style, x: x - 1 });
  }
  return (
    textElement(first, { ...style, x: x - 1 }) +
    textElement(last, { ...style, x: x + width, "text-anchor": "end" })
  );
}
