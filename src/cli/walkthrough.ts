import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { stopBroker } from "../broker/embedded";
import { PROJECT_ROOT, readConfig } from "../config";
import { executeNotebooks, type ExecutedNotebook } from "../notebook/execute";
import { table } from "../view/table";
import { openWorkbook, type Workbook } from "../workbook";
import { cellProgress } from "../notebook/progress";
import { print, type CommonOptions } from "./session";

interface Distance {
  track_id: string;
  mi: number | null;
  km: number | null;
  ratio: number | null;
}

/** `playhead walkthrough`: runs the notebooks as a reader would, in a home that is thrown away afterwards. */
export async function walkthrough({ data, json }: CommonOptions & { data?: string }): Promise<void> {
  const config = readConfig();
  const home = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-walkthrough-"));
  const folder = path.join(config.home, "walkthrough");
  // On a cluster that others use, too, the topics are this run's own, and removed with it.
  const prefix = config.brokers === undefined ? "" : `walkthrough-${Date.now().toString(36)}-`;
  const dataFile = data === undefined ? config.dataFile : path.resolve(data);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const workbook = openWorkbook({ home, prefix, dataFile });
  try {
    const notebooks = await executeNotebooks(await notebookFiles(), folder, {
      env: {
        PLAYHEAD_HOME: home,
        PLAYHEAD_PREFIX: prefix,
        PLAYHEAD_DATA: dataFile,
        PLAYHEAD_OWNER_PID: String(process.pid),
      },
      onProgress: cellProgress(),
      onExecuted: ({ name, seconds }) => say(`✓ ${name}  ${seconds.toFixed(1)} s`),
    });
    const rows = await distances(workbook);
    if (json) print({ notebooks, table: rows, folder }, { json });
    else print(`${text(rows)}\n\n${summary(notebooks, folder)}`, {});
  } finally {
    if (prefix !== "") await workbook.removeTopics();
    await workbook.close();
    await stopBroker(home);
    await fs.rm(home, { recursive: true, force: true });
  }
}

async function notebookFiles(): Promise<string[]> {
  const folder = path.join(PROJECT_ROOT, "notebooks");
  const files = await fs.readdir(folder);
  return files
    .filter((file) => file.endsWith(".ipynb"))
    .sort()
    .map((file) => path.join(folder, file));
}

/** The distances of the last run in miles beside those of the last run in kilometres. */
async function distances(workbook: Workbook): Promise<Distance[]> {
  const runs = await workbook.runs();
  const inUnit = (unit: string) => runs.find(({ definition }) => definition.parameters["unit"] === unit);
  const [miles, km] = [inUnit("mi"), inUnit("km")];
  if (miles === undefined || km === undefined) return [];
  const compared = await workbook.compare(miles, km);
  return compared.map(({ track_id, before, after, ratio }) => ({ track_id, mi: before, km: after, ratio }));
}

function text(rows: Distance[]): string {
  return table(rows, [
    { title: "track_id", value: ({ track_id }) => track_id },
    { title: "mi", value: ({ mi }) => mi, digits: 6 },
    { title: "km", value: ({ km }) => km, digits: 6 },
    { title: "km / mi", value: ({ ratio }) => ratio, digits: 6 },
  ]).text;
}

function summary(notebooks: ExecutedNotebook[], folder: string): string {
  const seconds = notebooks.reduce((sum, notebook) => sum + notebook.seconds, 0);
  return `${notebooks.length} notebooks in ${seconds.toFixed(1)} s; executed notebooks and HTML are in ${folder}`;
}
