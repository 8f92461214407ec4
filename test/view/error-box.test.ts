import { expect, test } from "vitest";
import { PlayheadError } from "../../src/errors";
import { errorBox } from "../../src/view/error-box";

test("code, what happened and what to do, with nothing of the data read as HTML", () => {
  const error = new PlayheadError("BAD_ROW", "row 3 has <b>", { remedy: "mend <row> 3" });
  const bundle = errorBox(error);
  expect(bundle["text/plain"]).toBe("BAD_ROW  row 3 has <b>\nWhat to do: mend <row> 3");
  expect(bundle["text/html"]).toContain(">BAD_ROW</div>");
  expect(bundle["text/html"]).toContain("row 3 has &lt;b&gt;");
  expect(bundle["text/html"]).toContain("<b>What to do:</b> mend &lt;row&gt; 3");
});

test("an error without a remedy promises none", () => {
  expect(errorBox(new PlayheadError("BAD_ROW", "it is bad"))["text/html"]).not.toContain("What to do");
});
