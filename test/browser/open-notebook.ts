import fs from "node:fs/promises";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { SELDOM, until } from "../fixtures/until";

/** Longer than any cell takes, on a machine that has other things to do as well. */
export const PATIENCE = 240_000;

interface SavedCell {
  cell_type: string;
  execution_count?: number | null;
  outputs?: { data?: Record<string, unknown>; ename?: string; evalue?: string }[];
}

/** The notebook that JupyterLab shows, as its reader's hands and eyes have it: by menu, keyboard and mouse. */
export class OpenNotebook {
  constructor(
    private readonly page: Page,
    private readonly file: string,
  ) {}

  /** The tab that is in front. */
  private get panel(): Locator {
    return this.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
  }

  /** The cell of the first plotly chart, in sight: JupyterLab does not draw before that. */
  async firstCellWithChart(): Promise<Locator> {
    const { cells } = await this.read();
    const cell = this.panel.locator(".jp-Cell").nth(cells.findIndex((saved) => charts(saved) > 0));
    await cell.scrollIntoViewIfNeeded();
    return cell;
  }

  async firstChart(): Promise<Locator> {
    const chart = (await this.firstCellWithChart()).locator(".js-plotly-plot").first();
    await chart.scrollIntoViewIfNeeded();
    return chart;
  }

  /** How many plotly charts there are in the saved file. */
  async savedCharts(): Promise<number> {
    const { cells } = await this.read();
    return cells.reduce((sum, cell) => sum + charts(cell), 0);
  }

  /** Waits until the kernel is there and has nothing to do. */
  async ready(): Promise<void> {
    await this.panel.getByText("TypeScript (playhead)").waitFor({ timeout: PATIENCE });
    await this.indicator("idle").waitFor({ timeout: PATIENCE });
  }

  /** Runs all cells, waits for the end of it, and saves. Returns what went wrong, if anything. */
  async runAll(): Promise<string[]> {
    await this.choose("Run", "Run All Cells");
    return this.afterTheRun();
  }

  async restartAndRunAll(): Promise<string[]> {
    await this.choose("Kernel", "Restart Kernel and Run All Cells…");
    await this.accept();
    return this.afterTheRun();
  }

  /** Begins to run all cells, and waits until the one with this code is done. The others go on. */
  async runAllUntil(code: string): Promise<void> {
    await this.choose("Run", "Run All Cells");
    const done = this.cell(code).locator(".jp-InputPrompt", { hasText: /\d/ });
    await done.waitFor({ timeout: PATIENCE });
  }

  async interrupt(): Promise<void> {
    await this.choose("Kernel", "Interrupt Kernel");
  }

  async restart(): Promise<void> {
    await this.choose("Kernel", "Restart Kernel…");
    await this.accept();
    await this.nothingRuns();
  }

  /** Writes code into a new cell at the notebook's end and runs it, without waiting for its end. */
  async runBelow(code: string): Promise<Locator> {
    const cells = this.panel.locator(".jp-Cell");
    await cells.last().click();
    const count = await cells.count();
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press("b");
    await until("there is a new cell", async () => (await cells.count()) === count + 1);
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.insertText(code);
    await this.page.keyboard.press("Control+Enter");
    return cells.last();
  }

  /** A code cell by a piece of its code. */
  cell(code: string): Locator {
    return this.panel.locator(".jp-CodeCell", {
      has: this.page.locator(".jp-InputArea", { hasText: code }),
    });
  }

  async save(): Promise<void> {
    // JupyterLab then keeps a checkpoint, the last step of it: closed before, it says that it could not save.
    const kept = this.page.waitForResponse(
      (response) => response.request().method() === "POST" && response.url().includes("/checkpoints"),
    );
    await this.choose("File", "Save Notebook");
    await kept;
    await this.unsaved.waitFor({ state: "detached" });
  }

  get unsaved(): Locator {
    return this.page.locator(".lm-TabBar-tab.jp-mod-dirty");
  }

  /** Closes the tab, and with it the kernel, as the set-up has told JupyterLab. */
  async close(): Promise<void> {
    await this.page
      .locator("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current .lm-TabBar-tabCloseIcon")
      .click();
    const tab = this.page.locator(".lm-TabBar-tab", { hasText: path.basename(this.file) });
    await tab.waitFor({ state: "detached" });
  }

  private async afterTheRun(): Promise<string[]> {
    await this.waiting.first().waitFor({ timeout: PATIENCE });
    await this.nothingRuns();
    await this.save();
    // The file has them all; the page lacks what is out of sight.
    const { cells } = await this.read();
    const notRun = cells.filter((cell) => cell.cell_type === "code" && !cell.execution_count);
    const errors = cells.flatMap(({ outputs = [] }) => outputs.filter(({ ename }) => ename !== undefined));
    return [
      ...errors.map(({ ename, evalue }) => `${ename}: ${evalue}`),
      ...(notRun.length === 0 ? [] : [`${notRun.length} cells have not run`]),
    ];
  }

  private async nothingRuns(): Promise<void> {
    await until("no cell waits any more", async () => (await this.waiting.count()) === 0, PATIENCE, SELDOM);
    await this.indicator("idle").waitFor({ timeout: PATIENCE });
  }

  /** The prompts of the cells that run or are to run. */
  private get waiting(): Locator {
    return this.panel.locator(".jp-CodeCell .jp-InputPrompt", { hasText: "[*]" });
  }

  private indicator(status: string): Locator {
    return this.panel.locator(`.jp-Notebook-ExecutionIndicator[data-status="${status}"]`);
  }

  private async choose(menu: string, item: string): Promise<void> {
    await this.page.getByRole("menuitem", { name: menu, exact: true }).click();
    await this.page.locator(".lm-Menu-itemLabel").getByText(item, { exact: true }).click();
  }

  private async accept(): Promise<void> {
    await this.page.locator(".jp-Dialog .jp-mod-accept").click();
  }

  private async read(): Promise<{ cells: SavedCell[] }> {
    return JSON.parse(await fs.readFile(this.file, "utf8")) as { cells: SavedCell[] };
  }
}

function charts({ outputs = [] }: SavedCell): number {
  return outputs.filter(({ data }) => data?.["application/vnd.plotly.v1+json"] !== undefined).length;
}
