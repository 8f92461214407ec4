import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlayheadError } from "../../src/errors";
import { readGpx } from "../../src/tracks/gpx";
import { parseGpxDocument } from "../../src/tracks/gpx-document";
import { gpxText, type GpxPoint } from "../fixtures/gpx";

const read = (text: string) => readGpx("folder/hike.gpx", text, { name: "hike.gpx" });
const at = (minute: number): string => `2023-03-06T07:${String(minute).padStart(2, "0")}:00Z`;

/** Points, or what is wrong with them. */
function rows(text: string): unknown[] {
  return read(text).rows.map((row) => row.reason ?? row.point);
}

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof PlayheadError && error.code === "BAD_GPX") return error.message;
    throw error;
  }
  throw new Error("it should have been refused and was not");
}

describe("readGpx", () => {
  it("numbers tracks, segments and points, and keeps time and elevation", () => {
    const text = gpxText([
      [
        [
          { lat: 41.5, lon: 2.25, time: at(1), ele: 12.5 },
          { lat: 41.6, lon: 2.26, time: at(2) },
        ],
        [{ lat: 41.7, lon: 2.27, time: at(3) }],
      ],
      [[{ lat: -1, lon: -2, time: at(4) }]],
    ]);
    const points = read(text).rows;
    expect(points[0]).toEqual({
      row: 1,
      line: 5,
      eventTime: Date.UTC(2023, 2, 6, 7, 1),
      point: {
        id: "hike.gpx/1/1/1",
        latitude: 41.5,
        longitude: 2.25,
        track_id: "hike.gpx/1",
        time: at(1),
        segment: 1,
        elevation: 12.5,
      },
    });
    expect(points.map((row) => (row.reason === undefined ? row.point.id : ""))).toEqual([
      "hike.gpx/1/1/1",
      "hike.gpx/1/1/2",
      "hike.gpx/1/2/1",
      "hike.gpx/2/1/1",
    ]);
    expect(points.map(({ line }) => line)).toEqual([5, 6, 9, 14]);
    expect(rows(text)[1]).not.toHaveProperty("elevation");
  });

  it("keeps a point without a time in its place, without one", () => {
    const { rows: points, untimed } = read(
      gpxText([
        [
          [
            { lat: 1, lon: 2 },
            { lat: 1, lon: 2, time: at(1) },
          ],
        ],
      ]),
    );
    expect(points[0]).toMatchObject({ eventTime: null, point: { time: null, id: "hike.gpx/1/1/1" } });
    expect(points[1]).toMatchObject({ eventTime: Date.UTC(2023, 2, 6, 7, 1) });
    expect(untimed).toBe(1);
    expect(rows(gpxText([[[{ lat: 1, lon: 2, time: "" }]]]))).toMatchObject([{ time: null }]);
  });

  it("counts waypoints and routes and leaves them out", () => {
    const text = gpxText(
      [[[{ lat: 1, lon: 2 }]]],
      '<wpt lat="9" lon="9"/><wpt lat="8" lon="8"><name>hut</name></wpt><rte><rtept lat="7" lon="7"/></rte>\n',
    );
    expect(read(text)).toMatchObject({ waypoints: 2, routes: 1 });
    expect(rows(text)).toHaveLength(1);
  });

  it("reads GPX 1.0, prefixes of its own, extensions and foreign elements, comments, CDATA, CRLF, empty elements", () => {
    const old = `<gpx version="1.0" xmlns="http://www.topografix.com/GPX/1/0"><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>`;
    expect(rows(old)).toMatchObject([{ latitude: 1, longitude: 2, time: null }]);
    const prefixed = `<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1" xmlns:x="urn:x"><g:trk><g:trkseg>
      <!-- <g:trkpt lat="99" lon="0"/> -->
      <g:trkpt lat="1" lon="2"><x:time>no</x:time><x:trkpt lat="91" lon="0"/>
        <g:time><![CDATA[${at(5)}]]></g:time><g:extensions><g:time>never</g:time></g:extensions></g:trkpt>
      </g:trkseg></g:trk></g:gpx>`;
    expect(rows(prefixed)).toMatchObject([{ time: at(5) }]);
    const text = gpxText([
      [
        [
          { lat: 1, lon: 2 },
          { lat: "x", lon: 2 },
        ],
      ],
      [[]],
      [],
    ]).replaceAll("\n", "\r\n");
    expect(read(text).rows.map(({ line }) => line)).toEqual([5, 6]);
    expect(rows("<gpx/>")).toEqual([]);
    expect(rows("<gpx><trk/><trk><trkseg/></trk></gpx>")).toEqual([]);
  });

  it("numbers a track by its place, also behind an empty one", () => {
    expect(rows(gpxText([[[]], [[], [{ lat: 1, lon: 2 }]]]))).toMatchObject([
      { track_id: "hike.gpx/2", segment: 2, id: "hike.gpx/2/2/1" },
    ]);
  });

  it.each([
    [{ lat: 91, lon: 0 }, "latitude 91 is not within -90…90 degrees"],
    [{ lat: 0, lon: -180.5 }, "longitude -180.5 is not within -180…180 degrees"],
    [{ lat: "", lon: 0 }, "latitude is empty"],
    [{ lat: "NaN", lon: 0 }, 'latitude "NaN" is not a decimal number'],
    [{ lat: "41,5", lon: 0 }, 'latitude "41,5" is not a decimal number'],
    [{ lat: 0, lon: 0, ele: "high" }, 'ele "high" is not a decimal number'],
    [{ lat: 0, lon: 0, time: "2023-02-30T00:00:00Z" }, "there is no day 30 in month 2 of 2023"],
  ])("says where a bad point is, and why: %j", (bad: GpxPoint, reason) => {
    const [, second] = read(gpxText([[[{ lat: 1, lon: 2 }], [bad]]])).rows;
    expect(second).toMatchObject({ row: 2, line: 8 });
    expect(second?.reason).toContain("track 1, segment 2, point 1: ");
    expect(second?.reason).toContain(reason);
  });

  it("takes a point without coordinates, or with two times, for a bad one", () => {
    const text = `<gpx><trk><trkseg><trkpt/><trkpt lat="1" lon="2"><time/><time/></trkpt></trkseg></trk></gpx>`;
    expect(rows(text)).toEqual([
      expect.stringContaining("latitude is empty"),
      expect.stringContaining("more than one time"),
    ]);
  });

  it.each([
    ["id,latitude\n1,2\n", "line 1"],
    ["<gpx>\n<trk>\n</gpx>", "line 3: Expected closing tag 'trk'"],
    ["<gpx>\n<trk><trkseg><trkpt lat=1>", "line 2"],
    ["<gpx></gpx><gpx></gpx>", "line 1: Multiple possible root nodes found"],
    ["<kml></kml>", "the root element is <kml>, not <gpx>"],
    ["<gpxx></gpxx>", "the root element is <gpxx>, not <gpx>"],
    ["   ", "line 1"],
    ["<gpx><!-- ", "line 1"],
  ])("refuses what is no GPX, with the line: %j", (text, words) => {
    expect(refusal(text)).toContain(words);
  });

  it("refuses entities that grow without bounds, and any document type declaration", () => {
    const lol = `<?xml version="1.0"?>\n<!-- hello -->\n<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n<gpx>&b;</gpx>`;
    expect(refusal(lol)).toContain("line 3: it has a document type declaration");
    expect(rows("<!-- <!DOCTYPE gpx> --><gpx></gpx>")).toEqual([]);
  });

  it("puts in XML's own entities and numbers of characters, once, and leaves others as they are", () => {
    const name = (text: string) =>
      parseGpxDocument("f", `<gpx><trk><name>${text}</name></trk></gpx>`).children("trk")[0]?.texts("name");
    expect(name("Tom &amp; Jerry &lt;3 &#x1F697; &#233;&quot;&apos;&gt;")).toEqual([
      `Tom & Jerry <3 🚗 é"'>`,
    ]);
    expect(name("&amp;lt; &amp;#233; &amp;amp;")).toEqual(["&lt; &#233; &amp;"]);
    expect(name("&one; &#x110000; &#27; <![CDATA[&amp;]]>")).toEqual(["&one; &#x110000; &#27;&amp;"]);
    const point = `<trkpt lat="&#52;1.5" lon="2"><ele>&#49;2</ele><time>2023&#x2D;03-06T07:00:00Z</time></trkpt>`;
    expect(rows(`<gpx><trk><trkseg>${point}</trkseg></trk></gpx>`)).toMatchObject([
      { latitude: 41.5, elevation: 12, time: at(0) },
    ]);
  });

  it("is not led astray by names that objects have anyway", () => {
    const text = `<gpx><valueOf/><trk><trkseg><toString/><trkpt lat="1" lon="2"/></trkseg></trk></gpx>`;
    expect(rows(text)).toMatchObject([{ latitude: 1 }]);
    expect(refusal("<gpx><__proto__><trk/></__proto__></gpx>")).toContain("__proto__");
    expect(refusal("<gpx><constructor/></gpx>")).toContain("constructor");
  });

  it("gives back every point of any file, in order", () => {
    const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
    const point = fc.record(
      {
        lat: degrees(90),
        lon: degrees(180),
        time: fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString()),
        ele: fc.double({ min: -500, max: 9000, noNaN: true }),
      },
      { requiredKeys: ["lat", "lon"] },
    );
    const tracks = fc.array(fc.array(fc.array(point, { maxLength: 4 }), { maxLength: 3 }), { maxLength: 3 });
    fc.assert(
      fc.property(tracks, (all) => {
        const expected = all.flatMap((track, t) =>
          track.flatMap((segment, s) =>
            segment.map(({ lat, lon, time, ele }, p) => ({
              point: {
                id: `hike.gpx/${t + 1}/${s + 1}/${p + 1}`,
                latitude: Number(String(lat)),
                longitude: Number(String(lon)),
                track_id: `hike.gpx/${t + 1}`,
                time: time ?? null,
                segment: s + 1,
                ...(ele === undefined ? {} : { elevation: Number(String(ele)) }),
              },
              eventTime: time === undefined ? null : Date.parse(time),
            })),
          ),
        );
        expect(read(gpxText(all)).rows).toEqual(
          expected.map((row) => expect.objectContaining(row) as unknown),
        );
      }),
    );
  });

  it("either reads or refuses whatever markup there is, and never anything else", () => {
    const bit = fc.constantFrom(
      ...[
        "<gpx>",
        "</gpx>",
        "<trk>",
        "</trk>",
        "<trkseg>",
        "</trkseg>",
        '<trkpt lat="1" lon="2">',
        "</trkpt>",
      ],
      ...[
        "<trkpt/>",
        "<time>",
        "</time>",
        "x",
        "&amp;",
        "&#1;",
        "&",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
      ],
      ...['<trkpt lat="', '"', "<", ">", "\n", "<extensions>", "</extensions>", "<!DOCTYPE", "__proto__"],
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 12 }), fc.boolean(), (bits, wrapped) => {
        const text = wrapped ? `<gpx><trk><trkseg>${bits.join("")}</trkseg></trk></gpx>` : bits.join("");
        try {
          for (const row of read(text).rows) expect(row.reason ?? row.point.latitude).toBeDefined();
        } catch (error) {
          expect(error).toMatchObject({ code: "BAD_GPX" });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
