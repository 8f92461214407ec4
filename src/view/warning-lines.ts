/**
 * Warnings as the last lines of a text.
 *
 * @example
 * warningLines(["rides keeps records for 168 h only …"]); // "\nWarning: rides keeps records for 168 h only …"
 */
export function warningLines(warnings: readonly string[]): string {
  return warnings.map((warning) => `\nWarning: ${warning}`).join("");
}
