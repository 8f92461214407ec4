import { execFileSync } from "node:child_process";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { figure, plotlyText } from "../../src/view/figure";
import { JUPYTER_DISPLAY } from "../../src/view/mime";
import { parseSvg } from "./svg-document";

const bars = figure([{ type: "bar", x: ["a", "b"], y: [1, 2], name: "miles" }], {
  title: { text: "Distance<br><sub>by track</sub>" },
  yaxis: { title: { text: "distance (mi)" } },
});

test("in a cell it is interactive, with a static picture and words beside it", async () => {
  const bundle = await bars[JUPYTER_DISPLAY]();
  expect(Object.keys(bundle).sort()).toEqual([
    "application/vnd.plotly.v1+json",
    "image/svg+xml",
    "text/plain",
  ]);
  expect(bundle["text/plain"]).toBe("Chart: Distance  by track \n  miles  bar, 2 points");
  expect(inspect(bars)).toBe(bundle["text/plain"]);
});

test("the static picture holds a mark for each point, the titles and no background", async () => {
  const root = parseSvg(await bars.svg());
  expect(root.querySelectorAll(".bars .point")).toHaveLength(2);
  expect(root.textContent).toContain("distance (mi)");
  expect(root.querySelector("rect")!.getAttribute("style")).toMatch(/fill-opacity: 0/);
  expect(root.getAttribute("width")).toBe("760");
});

test("the layout's own size is the picture's", async () => {
  const root = parseSvg(await figure([{ y: [1, 2] }], { width: 300, height: 200 }).svg());
  expect([root.getAttribute("width"), root.getAttribute("height")]).toEqual(["300", "200"]);
});

test("long labels are not cut off: the plot makes room for them", async () => {
  const plotWidth = async (label: string): Promise<number> => {
    const svg = await figure([{ type: "bar", orientation: "h", x: [1], y: [label] }]).svg();
    return Number(parseSvg(svg).querySelector("clipPath.plotclip rect")!.getAttribute("width"));
  };
  const long = "a label of some sixty characters, which is longer than usual";
  expect((await plotWidth("a")) - (await plotWidth(long))).toBeGreaterThan(300);
});

test("what JSON can't hold becomes what it can", () => {
  const json = figure([
    { y: [1n, 2n] as never, x: Float64Array.of(0.5, 1), customdata: [Number.NaN] },
  ]).toJSON();
  expect(json.data).toEqual([{ y: [1, 2], x: [0.5, 1], customdata: [null] }]);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});

test("our style gives way to the figure's own", () => {
  const { layout } = figure([], { height: 99, xaxis: { title: { text: "t (s)" } } }).toJSON();
  expect(layout.height).toBe(99);
  expect(layout.xaxis).toEqual({ title: { text: "t (s)" } });
  expect(layout.template).toMatchObject({
    layout: { xaxis: { automargin: true }, yaxis: { automargin: true } },
  });
});

test("a trace that needs a real browser keeps its interactive form and says what is missing", async () => {
  const bundle = await figure([{ type: "surface", z: [[1, 2]] } as never])[JUPYTER_DISPLAY]();
  expect(bundle).toHaveProperty(["application/vnd.plotly.v1+json", "data", 0, "type"], "surface");
  expect(bundle["image/svg+xml"]).toBeUndefined();
  expect(bundle["text/plain"]).toContain(
    `no static picture: Error: a trace of type "surface" can't be drawn here`,
  );
});

test("names from data are text for plotly, and for a terminal again themselves", async () => {
  const name = `<img src=x onerror="alert(1)"> & <b>`;
  const hostile = figure([{ type: "bar", x: [plotlyText(name)], y: [1], name: plotlyText(name) }], {
    showlegend: true,
  });
  const root = parseSvg(await hostile.svg());
  expect(root.querySelector("img, image, b")).toBeNull();
  expect([...root.querySelectorAll("text")].map((text) => text.textContent)).toContain(name);
  expect(inspect(hostile)).toContain(name);
});

test("importing it loads neither plotly.js nor jsdom", () => {
  const script = `
    require("tsx/cjs");
    require("./src/view/charts");
    console.log(Object.keys(require.cache).filter((path) => /node_modules.(plotly|jsdom)/.test(path)).length);`;
  expect(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim()).toBe("0");
});
