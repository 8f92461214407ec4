import { expect, test } from "vitest";
import { PlayheadError } from "../src/errors";
import { oneLine, printable, printableJson } from "../src/printable";

test("control characters can't reach a terminal", () => {
  expect(oneLine("a\u001b[31mb\nc\u009bd\te")).toBe("a\uFFFD[31mb\uFFFDc\uFFFDd\uFFFDe");
  expect(oneLine("file\u202Etxt.exe \u2066x\u2069")).toBe("file\uFFFDtxt.exe \uFFFDx\uFFFD");
});

test("lines and tabs of a text stay, as do letters that are joined", () => {
  expect(printable("a\u001b]0;title\u0007\n\tb\r")).toBe("a\uFFFD]0;title\uFFFD\n\tb\uFFFD");
  expect(printable("👩\u200D🚀 שלום")).toBe("👩\u200D🚀 שלום");
});

test("nor do those in an error's message", () => {
  const error = new PlayheadError("FILE_NOT_FOUND", "no file \u001b[2Jx", { remedy: "look\u009b31m" });
  expect(error.describe()).toBe("FILE_NOT_FOUND  no file \uFFFD[2Jx\nWhat to do: look\uFFFD31m");
});

test("nor those in JSON, which stays the same value", () => {
  const value = { a: "\u001b[31m\u009b\u202E\u007F\n" };
  expect(printableJson(value)).toBe(String.raw`{"a":"\u001b[31m\u009b\u202e\u007f\n"}`);
  expect(JSON.parse(printableJson(value))).toEqual(value);
});
