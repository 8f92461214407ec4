import type { Nasty } from "./nasty-csv";

const POINT = '<trkpt lat="1" lon="2"><time>2020-01-01T00:00:00Z</time></trkpt>';
const track = (inside: string): string => `<trk><trkseg>${inside}</trkseg></trk>`;
const gpx = (inside: string): string => `<gpx version="1.1">${inside}</gpx>`;
const one = { good: 1, bad: 0 };

/** Nine entities, each ten of the one before it. */
const LAUGHS = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");

export const NASTY_GPX: readonly Nasty[] = [
  { name: "nothing", bytes: () => "", outcome: "FILE_EMPTY" },
  { name: "spaces", bytes: () => " ".repeat(100_000), outcome: "BAD_GPX" },
  {
    name: "spaces before the root",
    bytes: () => `${" \n".repeat(100_000)}${gpx(track(POINT))}`,
    outcome: one,
  },
  {
    name: "processing instructions before the root",
    bytes: () => `${"<?a b?>".repeat(100_000)}${gpx(track(POINT))}`,
    outcome: one,
  },
  {
    name: "comments before the root",
    bytes: () => `${"<!-- <!DOCTYPE x> -->".repeat(10_000)}${gpx(track(POINT))}`,
    outcome: one,
  },
  { name: "no track", bytes: () => gpx('<wpt lat="1" lon="2"/>'), outcome: "FILE_EMPTY" },
  { name: "another document", bytes: () => "<html><body/></html>", outcome: "BAD_GPX" },
  { name: "JSON", bytes: () => '{"gpx":1}', outcome: "BAD_GPX" },
  { name: "any bytes", bytes: () => Buffer.from([0xff, 0xfe, 0, 1, 2, 3]), outcome: "BAD_GPX" },
  { name: "UTF-16", bytes: () => Buffer.from(`\uFEFF${gpx(track(POINT))}`, "utf16le"), outcome: "BAD_GPX" },
  {
    name: "an encoding that it is not in",
    bytes: () =>
      Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><!-- K\u00f6ln -->${gpx(track(POINT))}`, "latin1"),
    outcome: "BAD_GPX",
  },
  {
    name: "another encoding declared, ASCII inside",
    bytes: () => `<?xml version="1.0" encoding="UTF-7"?>${gpx(track(POINT))}`,
    outcome: one,
  },
  {
    name: "larger than is read",
    bytes: () => Buffer.alloc(33 * 1024 * 1024, " "),
    outcome: "FILE_TOO_LARGE",
  },
  { name: "an empty document type", bytes: () => `<!DOCTYPE gpx>${gpx(track(POINT))}`, outcome: "BAD_GPX" },
  {
    name: "an external document type",
    bytes: () => `<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd">${gpx(track(POINT))}`,
    outcome: "BAD_GPX",
  },
  {
    name: "an external entity",
    bytes: () =>
      `<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>${gpx(track('<trkpt lat="&x;" lon="2"/>'))}`,
    outcome: "BAD_GPX",
  },
  {
    name: "a billion laughs",
    bytes: () => `<!DOCTYPE gpx [<!ENTITY l0 "ha">${LAUGHS}]>${gpx(track('<trkpt lat="&l9;" lon="2"/>'))}`,
    outcome: "BAD_GPX",
  },
  {
    name: "a document type inside the root",
    bytes: () => `<gpx><!DOCTYPE gpx [<!ENTITY a "1">]>${track('<trkpt lat="&a;" lon="2"/>')}</gpx>`,
    outcome: "BAD_GPX",
  },
  {
    name: "a document type behind a comment that is in quotes",
    bytes: () =>
      `<gpx a="<!--"><!DOCTYPE gpx [<!ENTITY a "1">]>${track('<trkpt lat="&a;" lon="2"/>')}<b c="-->"/></gpx>`,
    outcome: "BAD_GPX",
  },
  {
    name: "a document type behind an instruction in quotes",
    bytes: () =>
      `<?a "?><!-- "?><!DOCTYPE gpx [<!ENTITY a "1">]><gpx>${track('<trkpt lat="&a;" lon="2"/>')}<b c="-->"/></gpx>`,
    outcome: "BAD_GPX",
  },
  {
    name: "entities that nobody has defined",
    bytes: () => gpx(track('<trkpt lat="&one;" lon="2"/>')),
    outcome: { good: 0, bad: 1 },
  },
  {
    name: "a million entities",
    bytes: () => gpx(`<trk><name>${"&amp;&#x1F697;".repeat(500_000)}</name></trk>${track(POINT)}`),
    outcome: one,
  },
  {
    name: "elements 100,000 deep",
    bytes: () => gpx(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`),
    outcome: "BAD_GPX",
  },
  {
    name: "extensions 1,000 deep",
    bytes: () => gpx(`${track(POINT)}${"<extensions>".repeat(1000)}${"</extensions>".repeat(1000)}`),
    outcome: "BAD_GPX",
  },
  { name: "a name of a megabyte", bytes: () => `<${"g".repeat(1024 * 1024)}/>`, outcome: "BAD_GPX" },
  { name: "brackets", bytes: () => "<".repeat(100_000), outcome: "BAD_GPX" },
  {
    name: "10,000 attributes",
    bytes: () =>
      gpx(
        track(`<trkpt lat="1" lon="2" ${Array.from({ length: 10_000 }, (_, i) => `a${i}="x"`).join(" ")}/>`),
      ),
    outcome: one,
  },
  {
    name: "10,000 spaces in a tag",
    bytes: () => gpx(track(`<trkpt lat="1"${" ".repeat(10_000)}lon="2"/>`)),
    outcome: one,
  },
  { name: "a tag that never ends", bytes: () => `<gpx a="${"x>".repeat(100_000)}`, outcome: "BAD_GPX" },
  { name: "a comment that never ends", bytes: () => `<gpx>${"<!--".repeat(100_000)}`, outcome: "BAD_GPX" },
  {
    name: "CDATA",
    bytes: () => gpx(track('<trkpt lat="1" lon="2"><ele><![CDATA[12]]></ele></trkpt>')),
    outcome: one,
  },
  {
    name: "CDATA that looks like a track",
    bytes: () => gpx(`<desc><![CDATA[${track(POINT)}]]></desc>${track(POINT)}`),
    outcome: one,
  },
  {
    name: "a namespace with a prefix",
    bytes: () =>
      `<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1"><g:trk><g:trkseg><g:trkpt lat="1" lon="2"/></g:trkseg></g:trk></g:gpx>`,
    outcome: one,
  },
  {
    name: "tracks of another namespace",
    bytes: () => gpx(`<x:trk xmlns:x="x"><x:trkseg>${POINT}</x:trkseg></x:trk>${track(POINT)}`),
    outcome: one,
  },
  {
    name: "an element called __proto__",
    bytes: () => gpx(`<__proto__><trk/></__proto__>${track(POINT)}`),
    outcome: "BAD_GPX",
  },
  {
    name: "an element called constructor",
    bytes: () => gpx(`<constructor/>${track(POINT)}`),
    outcome: "BAD_GPX",
  },
  {
    name: "attributes that objects have anyway",
    bytes: () => gpx(track('<trkpt __proto__="1" constructor="2" toString="3" lat="1" lon="2"/>')),
    outcome: one,
  },
  {
    name: "an attribute twice",
    bytes: () => gpx(track('<trkpt lat="1" lat="9" lon="2"/>')),
    outcome: "BAD_GPX",
  },
  {
    name: "values that are none",
    bytes: () =>
      gpx(
        track(
          ['lat="1e999" lon="2"', 'lat="0x1" lon="2"', 'lat="" lon="2"', 'lon="2"', 'lat="91" lon="2"']
            .map((at) => `<trkpt ${at}/>`)
            .join(""),
        ),
      ),
    outcome: { good: 0, bad: 5 },
  },
  {
    name: "elevations and times that are none",
    bytes: () =>
      gpx(
        track(
          [
            "<ele>1e999</ele>",
            "<ele>high</ele>",
            "<time>noon</time>",
            `<time>2020-01-01T00:00:00.${"0".repeat(100_000)}Z</time>`,
          ]
            .map((inside) => `<trkpt lat="1" lon="2">${inside}</trkpt>`)
            .join(""),
        ),
      ),
    outcome: { good: 0, bad: 4 },
  },
];
