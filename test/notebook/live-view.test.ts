import { expect, test } from "vitest";
import { liveView } from "../../src/notebook/live-view";
import { Drawing } from "../../src/view/drawing";
import { recordingHook } from "./hook";

test("one output, replaced in place; another picture has one of its own", () => {
  const { hook, shown } = recordingHook();
  const [one, two] = [liveView(hook), liveView(hook)];
  one(new Drawing("<svg>1</svg>", "1"));
  two(new Drawing("<svg>2</svg>", "2"));
  one(new Drawing("<svg>3</svg>", "3"));
  expect(shown.map(({ bundle }) => bundle["image/svg+xml"])).toEqual([
    "<svg>1</svg>",
    "<svg>2</svg>",
    "<svg>3</svg>",
  ]);
  expect(shown.map(({ update }) => update)).toEqual([false, false, true]);
  expect(shown[2]?.displayId).toBe(shown[0]?.displayId);
  expect(shown[1]?.displayId).not.toBe(shown[0]?.displayId);
});
