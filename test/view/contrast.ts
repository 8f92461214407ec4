/** A white page, and JupyterLab's dark one. */
export const PAGES = ["#ffffff", "#111111"] as const;

/** WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const channel = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** From 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

/** Every plain colour that a picture draws or writes with. */
export function paints(root: Element): string[] {
  const used = [root, ...root.querySelectorAll("*")].flatMap((one) => [
    one.getAttribute("fill"),
    one.getAttribute("stroke"),
  ]);
  return [...new Set(used.filter((paint) => paint !== null && /^#[0-9a-f]{6}$/i.test(paint)))] as string[];
}
