import { expect, test } from "vitest";
import { Remembered } from "../../src/playheads/remembered";

function counted(): { reads: number; read: () => Promise<number> } {
  const counter = { reads: 0, read: () => Promise.resolve(++counter.reads) };
  return counter;
}

test("what depends on the same is read once, in one round and in the next", async () => {
  const remembered = new Remembered<number>();
  const { read } = counted();
  expect(await remembered.get(["a", 1], read)).toBe(1);
  expect(await remembered.get(["a", 1], read)).toBe(1);
  remembered.forgetOthers();
  expect(await remembered.get(["a", 1], read)).toBe(1);
  expect(await remembered.get(["a", 2], read)).toBe(2);
});

test("what a round did not ask for is forgotten", async () => {
  const remembered = new Remembered<number>();
  const { read } = counted();
  await remembered.get("a", read);
  remembered.forgetOthers();
  remembered.forgetOthers();
  expect(await remembered.get("a", read)).toBe(2);
});

test("what failed is read again, in the same round and in the next", async () => {
  const remembered = new Remembered<number>();
  const { read } = counted();
  const fail = (): Promise<number> => Promise.reject(new Error("away"));
  await expect(remembered.get("a", fail)).rejects.toThrow("away");
  expect(await remembered.get("a", read)).toBe(1);
  await expect(remembered.get("b", fail)).rejects.toThrow("away");
  remembered.forgetOthers();
  expect(await remembered.get("b", read)).toBe(2);
});
