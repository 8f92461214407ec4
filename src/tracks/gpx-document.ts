import { XMLParser, XMLValidator, type XMLMetaData } from "fast-xml-parser";
import { PlayheadError } from "../errors";
import { badGpx } from "./gpx-errors";
import { withReferences } from "./xml-references";

/** An element of a GPX file, as far as it is read. */
export interface GpxElement {
  /** Where it begins in the text. */
  start: number;
  attribute: (name: string) => string | undefined;
  /** Its children of that name that are GPX's own, in order. */
  children: (name: string) => GpxElement[];
  /** The texts of its children of that name. */
  texts: (name: string) => string[];
}

/** What the parser makes of an element: a text where it has nothing else, else an object. */
type Node = string | { readonly [name: string | symbol]: unknown };

const ATTRIBUTE = "@";
const TEXT = "#text";
const META = XMLParser.getMetaDataSymbol() as symbol;

/** The name without the prefix of its namespace. */
const LOCAL = /[^:]*$/;

/**
 * Parses GPX 1.0 or 1.1 (https://www.topografix.com/gpx.asp) as XML and returns its root element. What belongs to other
 * namespaces, and extensions, are left out.
 *
 * A document type declaration is refused, as GPX has none: it is where entities are defined, which name other files or grow
 * without bounds. Those that need no definition are put in: {@link withReferences}. Of elements at most 100 are nested.
 *
 * @param text without a byte order mark
 * @throws PlayheadError BAD_GPX naming the line
 */
export function parseGpxDocument(file: string, text: string): GpxElement {
  // The parser itself is lenient: it closes what was left open.
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw badGpx(file, valid.err.line, valid.err.msg);
  const parsed = parse(file, text);
  const [name = "", root] = Object.entries(parsed)[0] ?? [];
  if (LOCAL.exec(name)?.[0] !== "gpx") {
    throw badGpx(file, 1, `the root element is <${name}>, not <gpx>`);
  }
  return elementOf(root ?? "", name.slice(0, -"gpx".length));
}

function parse(file: string, text: string): Record<string, Node> {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE,
    entityDecoder: {
      decode: withReferences,
      // Called wherever the parser itself takes something for a document type: nothing can hide one from that.
      addInputEntities: () => {
        const line = lineAt(text, text.indexOf("<!DOCTYPE"));
        throw badGpx(file, line, "it has a document type declaration (<!DOCTYPE), which GPX does not have");
      },
      setExternalEntities: () => undefined,
      reset: () => undefined,
      setXmlVersion: () => undefined,
    },
    // Texts stay as they are written: what is a number is decided where it is one.
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    captureMetaData: true,
    jPath: false,
    updateTag: (tag) => (LOCAL.exec(tag)?.[0] === "extensions" ? false : tag),
  });
  try {
    return parser.parse(text) as Record<string, Node>;
  } catch (cause) {
    if (cause instanceof PlayheadError) throw cause;
    throw badGpx(file, 1, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function elementOf(node: Node, prefix: string): GpxElement {
  const all = (name: string): Node[] => {
    const found = typeof node === "string" ? undefined : node[prefix + name];
    if (found === undefined) return [];
    return (Array.isArray(found) ? found : [found]) as Node[];
  };
  return {
    start: typeof node === "string" ? 0 : ((node[META] as XMLMetaData | undefined)?.startIndex ?? 0),
    attribute: (name) => {
      const value = typeof node === "string" ? undefined : node[ATTRIBUTE + name];
      return typeof value === "string" ? value : undefined;
    },
    children: (name) => all(name).map((child) => elementOf(child, prefix)),
    texts: (name) => all(name).map(textOf),
  };
}

function textOf(node: Node): string {
  const text = typeof node === "string" ? node : node[TEXT];
  return typeof text === "string" ? text.trim() : "";
}

/** The number, from 1, of the line that a position of the text is in. */
function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}
