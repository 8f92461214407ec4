import path from "node:path";

/**
 * The first page: a table of contents, in the order of the course.
 *
 * @param notebooks file names, in their order
 * @param docs file names of the pages behind them
 */
export function firstPage(notebooks: readonly string[], docs: readonly string[]): string {
  return [
    "# playhead",
    "A workbook for **stream reprocessing**: ingest, process, rewind the playhead, process again with a better algorithm, and see what changed.",
    "Every page of the course is a notebook as it was executed by the command that made this book.",
    contents("The course", "notebooks", notebooks),
    contents("To look things up", "docs", docs),
  ].join("\n\n");
}

function contents(caption: string, folder: string, files: readonly string[]): string {
  const pages = files.map((file) => `${folder}/${path.parse(file).name}`);
  return ["```{toctree}", `:caption: ${caption}`, ":maxdepth: 1", "", ...pages, "```"].join("\n");
}

/** Elements that load something by themselves; links to click on are none. */
const LOADING =
  /<(?:script|img|iframe|link|source|embed|object)\b[^>]*?\b(?:src|href|data)\s*=\s*["']?([^"'\s>]+)/gi;
const LOADING_STYLE = /@import\s+["']?([^"';\s]+)|url\(\s*["']?([^"')\s]+)/gi;

/** What a page or a style sheet would load from elsewhere than its own folder. */
export function loadedFromElsewhere(text: string): string[] {
  const found = [...text.matchAll(LOADING), ...text.matchAll(LOADING_STYLE)];
  return found
    .map(([, first, second]) => first ?? second ?? "")
    .filter((address) => /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(address));
}
