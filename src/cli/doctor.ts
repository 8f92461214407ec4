import { IS_PACKAGE, PROJECT_ROOT, readConfig } from "../config";
import type { Standing } from "../doctor/check";
import { CHECKS, examine, PACKAGE_CHECKS, type Examined } from "../doctor/examine";
import { table } from "../view/table";
import { print, type CommonOptions } from "./session";

const SIGNS: Record<Standing, string> = { fine: "✓", hint: "!", wrong: "✗", untried: "-" };

/** `playhead doctor`: fails where something must be mended, so that a script can go through a room. */
export async function doctor(options: CommonOptions): Promise<void> {
  const laptop = { root: PROJECT_ROOT, env: process.env, config: readConfig() };
  const findings = await examine(laptop, IS_PACKAGE ? PACKAGE_CHECKS : CHECKS);
  const ready = findings.every(({ standing }) => standing === "fine" || standing === "hint");
  print(options.json ? { ready, findings } : text(findings, ready), options);
  if (!ready) process.exitCode = 1;
}

function text(findings: Examined[], ready: boolean): string {
  const rows = table(findings, [
    { title: "", value: ({ standing }) => SIGNS[standing] },
    { title: "CHECK", value: ({ check }) => check },
    { title: "FOUND", value: ({ found }) => found },
  ]).text;
  const remedies = findings.flatMap(({ check, standing, remedy }) =>
    remedy === undefined ? [] : [`${SIGNS[standing]} ${check}: ${remedy}`],
  );
  const end = ready ? "This laptop is ready." : "This laptop is not ready yet.";
  return [rows, ...(remedies.length === 0 ? [] : [["What to do:", ...remedies].join("\n")]), end].join(
    "\n\n",
  );
}
