import { textWidth } from "./svg";

/** As much of an SVG element as measuring needs; jsdom's elements have it. */
export interface SvgNode {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly children: Iterable<SvgNode>;
  getAttribute(name: string): string | null;
}

/** A rectangle in pixels; y grows downwards. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const DEFAULT_FONT_SIZE = 12;
/** Height of a line of text, its part above the base line, and the distance of lines, in font sizes. */
const LINE = 1.2;
const ASCENT = 0.95;
const LINE_SPACING = 1.3;

/**
 * The rectangle that the text within an element takes up, in the coordinates that the element stands in: estimated
 * from fonts' usual widths, since there is no browser to ask. Shapes are not measured. Undefined where there is no
 * text.
 */
export function textBox(node: SvgNode): Box | undefined {
  const own = node.tagName === "text" ? boxOfText(node) : union([...node.children].map(textBox));
  return own === undefined ? undefined : transformed(own, node.getAttribute("transform") ?? "");
}

function boxOfText(node: SvgNode): Box | undefined {
  const size = Number(
    /font-size: *([\d.]+)/.exec(node.getAttribute("style") ?? "")?.[1] ?? DEFAULT_FONT_SIZE,
  );
  const lines = [...node.children].filter((child) => child.getAttribute("class") === "line");
  const texts = lines.length > 0 ? lines.map((line) => line.textContent ?? "") : [node.textContent ?? ""];
  const width = Math.max(...texts.map((text) => textWidth(text, size)));
  if (width === 0) return undefined;
  const x = Number(node.getAttribute("x") ?? 0);
  const y = Number(node.getAttribute("y") ?? 0);
  const anchor = node.getAttribute("text-anchor");
  const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
  const top = y - ASCENT * size;
  return { left, top, right: left + width, bottom: top + (LINE + (texts.length - 1) * LINE_SPACING) * size };
}

function union(boxes: readonly (Box | undefined)[]): Box | undefined {
  return boxes.reduce((sum, box) => {
    if (sum === undefined || box === undefined) return sum ?? box;
    return {
      left: Math.min(sum.left, box.left),
      top: Math.min(sum.top, box.top),
      right: Math.max(sum.right, box.right),
      bottom: Math.max(sum.bottom, box.bottom),
    };
  }, undefined);
}

/** The rectangle around a box that was moved and turned by SVG's `translate`, `rotate` and `scale`. */
function transformed(box: Box, transform: string): Box {
  const corners = [
    [box.left, box.top],
    [box.right, box.top],
    [box.left, box.bottom],
    [box.right, box.bottom],
  ] as const;
  const steps = [...transform.matchAll(/(translate|rotate|scale)\(([^)]*)\)/g)].reverse();
  const moved = corners.map(([x, y]) =>
    steps.reduce<readonly [number, number]>(
      (point, [, kind, list = ""]) => applied(point, kind, list.split(/[ ,]+/).map(Number)),
      [x, y],
    ),
  );
  const xs = moved.map(([x]) => x);
  const ys = moved.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function applied(
  [x, y]: readonly [number, number],
  kind: string | undefined,
  [a = 0, b, c = 0]: readonly number[],
): readonly [number, number] {
  if (kind === "translate") return [x + a, y + (b ?? 0)];
  if (kind === "scale") return [x * a, y * (b ?? a)];
  const angle = (a * Math.PI) / 180;
  const [aroundX, aroundY] = [b ?? 0, c];
  const [dx, dy] = [x - aroundX, y - aroundY];
  return [
    aroundX + dx * Math.cos(angle) - dy * Math.sin(angle),
    aroundY + dx * Math.sin(angle) + dy * Math.cos(angle),
  ];
}
