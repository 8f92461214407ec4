const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/;
const COMMENT = /\/\/.*|\/\*[^]*?\*\//;
const NUMBER =
  /(?:(?<![\w$.])(?:0[xXoObB][\da-fA-F_]+|\d[\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?)|\.\d[\d_]*(?:[eE][+-]?\d+)?)(?![\w$])/;
const LAST_COMMA = new RegExp(`,(?=(?:\\s|${COMMENT.source})*[\\])}])`);
const TOKENS = new RegExp(
  `(?<string>${STRING.source})|${COMMENT.source}|(?<number>${NUMBER.source})|${LAST_COMMA.source}|(?<nothing>void 0)|[\\s;]+`,
  "g",
);

/**
 * A function's text without what depends on who wrote it down, not on what it does: notebook, command line and tests
 * have compilers of their own. Those differ in layout, comments, quotes, last commas and brackets, in how they write
 * numbers, `undefined` and the call of an imported function, and one notes down the names of inner functions.
 *
 * What is left: esbuild renames a variable that has the name of one outside the function (`limit`, then `limit2`). Such
 * a function is another one in a file than in a cell.
 */
export function codeText(code: unknown): string {
  const text = String(code)
    .replace(TOKENS, (token, ...rest) => {
      const { string, number, nothing } = rest.at(-1) as Partial<Record<string, string>>;
      if (string !== undefined) return `"${string.slice(1, -1).replace(/\\(["'`])/g, "$1")}"`;
      if (number !== undefined) return String(Number(token.replaceAll("_", "")));
      return nothing === undefined ? "" : "undefined";
    })
    .replace(IMPORTED, "$1(")
    .replace(ONE_ARGUMENT, "$1=>");
  return withoutNames(text);
}

/** TypeScript, esbuild and Vite all call an imported function as `(0, module.name)(…)`. */
const IMPORTED = /\(0,[\w$]+\.([\w$]+)\)\(/g;
const ONE_ARGUMENT = /\(([\w$]+)\)=>/g;

/** esbuild, as tsx sets it up, writes `half = __name((x) => …, "half")` and `function half(x) {…} __name(half, "half")`. */
const NAMED_VALUE = /([\w$]+)([=:])__name\(([^]*?),"\1"\)/g;
const NAMED_FUNCTION = /__name\(([\w$]+),"\1"\)/g;

function withoutNames(code: string): string {
  const text = code.replace(NAMED_VALUE, "$1$2$3").replace(NAMED_FUNCTION, "");
  return text === code ? text : withoutNames(text);
}
