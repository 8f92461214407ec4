/**
 * Things of several tracks, track by track: the tracks in the order of their first ones, the things of each in theirs.
 *
 * @example
 * byTrack([{ track_id: "1", km: 3 }, { track_id: "2", km: 4 }, { track_id: "1", km: 5 }]).get("1"); // [3 km, 5 km]
 */
export function byTrack<Of extends { track_id: string | number }>(all: readonly Of[]): Map<string, Of[]> {
  const tracks = new Map<string, Of[]>();
  for (const one of all) {
    const id = String(one.track_id);
    const track = tracks.get(id);
    if (track === undefined) tracks.set(id, [one]);
    else track.push(one);
  }
  return tracks;
}
