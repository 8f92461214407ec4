import fs from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { cellWith, COURSE, NOTEBOOKS, readExecuted, tableRows, type ExecutedCell } from "./executed";
import { expectTrue, type Truth } from "./truth";

/** The numbers that the executed notebooks show, against the truth. */
export async function expectNumbers(folder: string, truth: Truth): Promise<void> {
  const [ingest, process, , reprocess, chart] = await Promise.all(
    NOTEBOOKS.map((name) => readExecuted(folder, name)),
  );
  expect(tableRows(cellWith(ingest!, "perTrack").text, "id_count")).toHaveLength(truth.size);
  expectTrue(shownDistances(process!, "await workbook.query();"), "mi", truth);
  expectTrue(shownDistances(reprocess!, "const after"), "km", truth);
  const compared = tableRows(cellWith(chart!, "workbook.compare").text, "after / before");
  const moving = [...truth.values()].filter((metres) => metres > 0).length;
  expect(compared.map((row) => row["key"])).toEqual([...truth.keys()]);
  expect(compared.filter((row) => row["after / before"] === "1.609344")).toHaveLength(moving);
}

function shownDistances(cells: ExecutedCell[], part: string): Map<string, number> {
  const rows = tableRows(cellWith(cells, part).text, "distance");
  return new Map(rows.map(({ track_id = "", distance }) => [track_id, Number(distance)]));
}

/** The drawings that have to be in the executed notebooks: for JupyterLab, for places that only know SVG, in words. */
export async function expectDrawings(folder: string): Promise<void> {
  const [ingest, , rewind, , chart] = await Promise.all(NOTEBOOKS.map((name) => readExecuted(folder, name)));
  for (const cell of [cellWith(ingest!, "trackMap(points)"), cellWith(rewind!, "workbook.playheads()")]) {
    expect(Object.keys(cell.bundles[0] ?? {}).sort()).toEqual(["image/svg+xml", "text/html", "text/plain"]);
  }
  for (const part of ["milesVersusKilometres(\n", "distanceOverTime(series", "algorithmComparison(\n"]) {
    const bundle = cellWith(chart!, part).bundles[0] ?? {};
    expect(Object.keys(bundle).sort()).toEqual([
      "application/vnd.plotly.v1+json",
      "image/svg+xml",
      "text/plain",
    ]);
    expect(String(bundle["image/svg+xml"])).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
  }
}

/** The steps that a notebook's first call had to take before it could begin: none after the notebook before it. */
export async function preparations(folder: string, name: string): Promise<string[]> {
  const opening = cellWith(await readExecuted(folder, name), "openChapter(").text;
  expect(opening).toContain("Kafka answers at 127.0.0.1:");
  const [, steps = ""] = opening.split("To begin here:");
  return steps
    .split("\n")
    .map((step) => step.trim())
    .filter((step) => step !== "");
}

/** Executed notebooks and pages can be handed on: they name no path of this machine and load nothing. */
export async function expectSelfContained(folder: string, paths: string[]): Promise<void> {
  for (const name of COURSE) {
    const notebook = await fs.readFile(path.join(folder, name), "utf8");
    const page = await fs.readFile(path.join(folder, name.replace(".ipynb", ".html")), "utf8");
    for (const place of paths) {
      expect(notebook.includes(place), `${name} names ${place}`).toBe(false);
      expect(page.includes(place), `${name}'s page names ${place}`).toBe(false);
    }
    // Elements that load something by themselves, and style sheets that do; links to click on are none.
    const loading =
      /<(?:script|img|iframe|link|source|embed|object)\b[^>]*\b(?:src|href|data)\s*=\s*(?!["']?data:)/i;
    expect(loading.exec(page)?.[0], `${name}'s page`).toBeUndefined();
    expect(/@import|url\((?!\s*["']?(?:data:|#))/i.exec(page)?.[0], `${name}'s page`).toBeUndefined();
    expect(page).toContain("<title>");
  }
}
