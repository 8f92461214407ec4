import { PlayheadError } from "../errors";
import { badRowsError } from "../tracks/bad-rows";
import { checkTrackFile } from "../tracks/check-file";
import { isGpx } from "../tracks/track-file";

/**
 * Sees to it that a file can be walked through with, before anything is begun that would fail on it half way.
 *
 * @throws PlayheadError as {@link checkTrackFile} does; BAD_OPTION for a GPX file; BAD_ROW where it has rows that would not be ingested
 */
export async function requireDataFile(file: string): Promise<void> {
  if (isGpx(file)) {
    throw new PlayheadError("BAD_OPTION", `The walk-through looks into a CSV file, and ${file} is GPX`, {
      remedy: "take it to notebook 11, which is about your own files, or give a CSV file",
    });
  }
  const check = await checkTrackFile(file);
  if (check.badRowCount > 0) throw badRowsError(check);
}
