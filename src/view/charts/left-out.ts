import { plotlyText } from "../figure";

/** With more than so many, only how many they are. */
const NAMED = 5;

/** Which tracks have no mark on a chart, as there is nothing to divide by; "" where all have one. */
export function leftOutText(tracks: readonly string[]): string {
  if (tracks.length === 0) return "";
  const named =
    tracks.length <= NAMED ? `track ${tracks.map(plotlyText).join(", ")}` : `${tracks.length} tracks`;
  return `left out, because they have no length: ${named}`;
}
