// Makes the README's picture: npx tsx test/browser/screenshot.ts
import fs from "node:fs/promises";
import path from "node:path";
import { PROJECT_ROOT } from "../../src/config";
import { openLab } from "./lab";

const PICTURE = path.join(PROJECT_ROOT, "docs", "screenshot.png");

async function main(): Promise<void> {
  const lab = await openLab({ viewport: { width: 1400, height: 900 } });
  try {
    const notebook = await lab.open("05-chart.ipynb");
    const failures = await notebook.runAll();
    if (failures.length > 0) throw new Error(failures.join("\n"));
    const chart = await notebook.firstChart();
    await chart.locator("g.trace.bars path").first().waitFor();
    await chart.evaluate((element) => element.scrollIntoView({ block: "end" }));
    await lab.page.screenshot({ path: PICTURE });
    console.log(`${PICTURE}: ${(await fs.stat(PICTURE)).size} bytes`);
  } finally {
    await lab.close();
    await lab.remove();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
