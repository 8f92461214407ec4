import { vi } from "vitest";
import type { DisplayHook } from "../../src/notebook/display";
import type { MimeBundle } from "../../src/view/mime";

const HOOK = Symbol.for("playhead.display");

export interface Shown {
  bundle: MimeBundle;
  displayId?: string;
  update?: boolean;
}

/** A hook as the kernel's, that keeps what it is told. */
export function recordingHook(): { hook: DisplayHook; shown: Shown[] } {
  const shown: Shown[] = [];
  return { hook: { display: (bundle, options) => void shown.push({ bundle, ...options }) }, shown };
}

/** Runs something as in a notebook, and gives what it showed. */
export async function inNotebook(run: () => unknown): Promise<Shown[]> {
  const { hook, shown } = recordingHook();
  Object.assign(globalThis, { [HOOK]: hook });
  try {
    await run();
  } finally {
    Reflect.deleteProperty(globalThis, HOOK);
  }
  return shown;
}

/** Runs something outside of a notebook, and gives what it wrote to standard output. */
export async function onTerminal(run: () => unknown): Promise<string> {
  let text = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await run();
  } finally {
    spy.mockRestore();
  }
  return text;
}
