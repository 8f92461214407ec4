/** The small library that scratch projects offer as "playhead". */
export const LIBRARY = {
  "src/index.ts": `
export { PlayheadError } from "./errors";
export { greet } from "./greet";
`,
  "src/greet.ts": `
export interface Greeting {
  text: string;
}
/**
 * Greets by name.
 * @throws BAD_NAME
 */
export function greet(name: string): Greeting {
  return { text: "hello " + name };
}
`,
};
