import { badRowsError } from "../tracks/bad-rows";
import { checkTrackFile } from "../tracks/check-file";

/**
 * Sees to it that a file can be walked through with, before anything is begun that would fail on it half way.
 *
 * @throws PlayheadError as {@link checkTrackFile} does; BAD_ROW where it has rows that would not be ingested
 */
export async function requireDataFile(file: string): Promise<void> {
  const check = await checkTrackFile(file);
  if (check.badRowCount > 0) throw badRowsError(check);
}
