import type { Config } from "../config";

/** What a check is told of the laptop: where things are to be. */
export interface Laptop {
  /** The project's folder, absolute. */
  root: string;
  env: NodeJS.ProcessEnv;
  /** The settings that a command would have here. */
  config: Config;
}

/**
 * How it stands: `fine`; `hint`, the workshop can be held but something is not as it should be; `wrong`, it can't;
 * `untried`, because of something else that is wrong.
 */
export type Standing = "fine" | "hint" | "wrong" | "untried";

/** What a check has found. */
export interface Finding {
  standing: Standing;
  /** What there is, in words. */
  found: string;
  /** What to do, where something is to be done. */
  remedy?: string;
}

/** One thing that a laptop needs for the workshop. */
export interface Check {
  /** As the table names it. */
  name: string;
  /** Looks, and leaves everything as it was. */
  look: (laptop: Laptop) => Finding | Promise<Finding>;
}

/** Nothing to do. @example fine("v22.11.0") */
export function fine(found: string): Finding {
  return { standing: "fine", found };
}

/** To be mended before the workshop. */
export function wrong(found: string, remedy: string): Finding {
  return { standing: "wrong", found, remedy };
}

/** Worth knowing; it works all the same. */
export function hint(found: string, remedy: string): Finding {
  return { standing: "hint", found, remedy };
}

/** Could not be looked at, because of what is wrong elsewhere in the table. */
export function untried(found: string): Finding {
  return { standing: "untried", found };
}
