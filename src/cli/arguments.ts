import { InvalidArgumentError } from "commander";

/** Parses a whole number of at least `least`. */
export function integer(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`${option} takes a whole number, ${least} or more.`);
  };
}
