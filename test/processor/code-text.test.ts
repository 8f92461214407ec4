import { expect, test } from "vitest";
import { codeText } from "../../src/processor/code-text";

/** The text of a function that says `text` when it is asked for it. */
function written(text: string): string {
  return codeText({ toString: () => text });
}

test.each([
  ["layout and semicolons", "(a) => { return [a]; }", "(a)=>{return[a]}"],
  ["comments", "(a) => [a /* first */, 2] // end", "(a) => [a, 2]"],
  ["quotes", `(a) => ["x", 'y', "it's \\"z\\""]`, "(a) => ['x', `y`, `it's \"z\"`]"],
  ["undefined", "(a) => a === undefined", "(a)=>a===void 0"],
  ["numbers", "(a) => [3_600_000, 1000, 0.5, 0x10, 2.50]", "(a)=>[36e5,1e3,.5,16,2.5]"],
  ["a number after a word", "(a) => { return 0.5 }", "(a)=>{return.5}"],
  ["last commas", "(a) => [\n  f(\n    { a, }, // so\n  ),\n]", "(a)=>[f({a})]"],
  ["brackets around one argument", "(a) => f((b) => b)", "a=>f(b=>b)"],
  ["calls of imported functions", "(0, playhead_1.f)(a)", "(0,import_playhead.f)(a)"],
  ["calls of imported functions, left as they are", "(0, playhead_1.f)(a)", "f(a)"],
  [
    "names of inner functions",
    "(a) => { const f = (b) => b / 2; const g = { h: (b) => { const i = () => b; return i(); } }; return [f(a)]; }",
    '(a)=>{const f=__name(b=>b/2,"f");const g={h:__name(b=>{const i=__name(()=>b,"i");return i()},"h")};return[f(a)]}',
  ],
  [
    "names of inner declarations",
    "(a) => { function f(b) { return b; } return [f(a)]; }",
    '(a)=>{function f(b){return b}__name(f,"f");return[f(a)]}',
  ],
])("%s differ from compiler to compiler and are not looked at", (_, one, other) => {
  expect(written(one)).toBe(written(other));
});

test.each([
  ["(a) => 3_600_000", "(a) => 360_000"],
  ["(a) => .5", "(a) => 5"],
  ["(a) => 10n", "(a) => 11n"],
  ["(a) => 9007199254740993n", "(a) => 9007199254740992n"],
  ["(a) => a1", "(a) => a01"],
  ["(a) => [1, , 2]", "(a) => [1, 2]"],
  ["(a) => (0, x.f)(a)", "(a) => (0, x.g)(a)"],
  ['(a) => "1_000"', '(a) => "1000"'],
  ['(a) => "a,]"', '(a) => "a]"'],
])("%s is other code than %s", (one, other) => {
  expect(written(one)).not.toBe(written(other));
});
