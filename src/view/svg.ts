import { escapeHtml } from "./mime";
import { NEUTRAL } from "./palette";

/** The look shared by our SVG pictures on a ground of their own. JupyterLab shows an SVG as an image, which inherits no
 * colours from the page: hence a background and text colours of its own. */
export const INK = "#1f2328";
export const MUTED = "#59636e";
export const FAINT = "#d1d9e0";
const BACKGROUND = "#ffffff";
const FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

/**
 * Width of text in pixels, estimated on the wide side (DejaVu Sans): where a picture is made, the font it will be
 * drawn in isn't known.
 */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) {
    if (/[ijlI.,:;|!' ()[\]]/.test(character)) ems += 0.37;
    else if (/[mwMW@%—…]/.test(character)) ems += 0.95;
    else if (/[A-Z]/.test(character)) ems += 0.72;
    else if (character > "\u2E7F") ems += 1.05;
    else ems += 0.63;
  }
  return ems * fontSize;
}

/** Text shortened with an ellipsis to at most so many pixels. */
export function fitText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join("")}…`, fontSize) > width) characters.pop();
  return `${characters.join("")}…`;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A coordinate with at most two decimals, which is as fine as a screen shows. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** One SVG element; attribute values are escaped, `content` is markup already. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? px(value) : escapeHtml(value)}"`)
    .join("");
  return content === "" ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** A text element; shortened to `width` pixels if given, with the whole text as its tooltip. */
export function textElement(
  text: string,
  attributes: Attributes & { "font-size": number },
  width = Number.POSITIVE_INFINITY,
): string {
  const shown = fitText(text, attributes["font-size"], width);
  const tooltip = shown === text ? "" : element("title", {}, escapeHtml(text));
  return element("text", attributes, tooltip + escapeHtml(shown));
}

/** A whole SVG document on our background. `label` says in words what it shows. */
export function svgDocument(width: number, height: number, label: string, content: string): string {
  const size = { width: Math.ceil(width), height: Math.ceil(height) };
  const ground = element("rect", { ...size, rx: 6, fill: BACKGROUND });
  return svgRoot(size, label, INK, ground + content);
}

/** One without a ground, whose texts are grey: all that is in it has to be seen on a white page and on a dark one. */
export function groundlessDocument(width: number, height: number, label: string, content: string): string {
  return svgRoot({ width: Math.ceil(width), height: Math.ceil(height) }, label, NEUTRAL, content);
}

function svgRoot(
  size: { width: number; height: number },
  label: string,
  fill: string,
  content: string,
): string {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${size.width} ${size.height}`,
      ...size,
      role: "img",
      "aria-label": label,
      "font-family": FONT,
      fill,
      style: "max-width:100%;height:auto",
    },
    content,
  );
}

/** A "nice" step (1, 2 or 5 times a power of ten) that is at least so large. */
export function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return (
    [1, 2, 5].map((factor) => factor * power).find((step) => step >= atLeast * (1 - 1e-12)) ?? 10 * power
  );
}
