import { PlayheadError } from "../errors";
import { measureOf } from "./units";

/**
 * How far apart two results may be and still be equal: a part of the larger one, or so much in a unit (in the results'
 * own where they name none).
 */
export type Tolerance = number | { absolute: number; unit?: string };

/** A billionth: what the same computation in other units may differ by. */
export const DEFAULT_TOLERANCE = 1e-9;

/** A tolerance as it is applied to numbers of the base unit. */
export type BaseTolerance = { relative: number } | { absolute: number; unit: string; quantity: string };

/** @throws PlayheadError BAD_OPTION */
export function parseTolerance(tolerance: Tolerance): BaseTolerance {
  const size = typeof tolerance === "number" ? tolerance : tolerance.absolute;
  if (!Number.isFinite(size) || size < 0) {
    throw new PlayheadError("BAD_OPTION", `A tolerance can't be ${size}`, {
      remedy:
        'give a number that is 0 or more: 1e-6, or one in a unit: { absolute: 5, unit: "m" }, --tolerance 5m',
    });
  }
  if (typeof tolerance === "number") return { relative: size };
  const { unit = "" } = tolerance;
  const { factor, quantity } = measureOf(unit);
  return { absolute: size * factor, unit, quantity };
}

/** A tolerance as it is typed: `1e-6`, relative, or `5m`, `5 km`. */
export function toleranceOf(text: string): Tolerance {
  const [, size = "", unit = ""] = /^\s*(\d*\.?\d+(?:e[+-]?\d+)?)\s*(\S*)\s*$/i.exec(text) ?? [];
  if (size === "") {
    throw new PlayheadError("BAD_OPTION", `${JSON.stringify(text)} is not a tolerance`, {
      remedy: "give a part of the larger result, 1e-6, or so much of a unit, 5m",
    });
  }
  return unit === "" ? Number(size) : { absolute: Number(size), unit };
}
