import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseInstant } from "@lorats/base";
import { ENRICHMENT_KINDS, enrichmentKind } from "../../src/enrichment/index.ts";

const SPAN = { from: 1_800_000_000_000_000_000n, to: 1_800_003_600_000_000_000n };

describe("weather", () => {
  const kind = enrichmentKind("weather")!;
  const settings = kind.settings.parse({});

  it("asks about the middle of the square that a device is in", () => {
    const at = (latitudeDeg: number, longitudeDeg: number, more = {}) =>
      kind.spot({ ...settings, ...more }, { latitudeDeg, longitudeDeg });
    assert.equal(at(46.51, 6.69), "46.55,6.65");
    assert.equal(at(46.59, 6.61), "46.55,6.65");
    assert.equal(at(-0.01, 179.99), "-0.05,179.95");
    assert.equal(at(90, -180, { gridDeg: 5 }), "90,-177.5");
    assert.equal(kind.spot(settings, undefined), undefined);
    const place = { ...settings, latitudeDeg: 1.25, longitudeDeg: -2 };
    assert.equal(kind.spot(place, { latitudeDeg: 40, longitudeDeg: 40 }), "1.25,-2");
  });

  it("takes the numbers that were asked for", () => {
    const current = {
      time: "2026-11-26T17:15",
      temperature_2m: -3.4,
      rain: 9,
      precipitation: null,
    };
    const read = kind.read(JSON.stringify({ current }), settings, SPAN);
    assert.deepEqual(read, { ok: true, value: { temperature_2m: -3.4 } });
  });
});

describe("calendar", () => {
  const kind = enrichmentKind("calendar")!;
  const url = "https://example.org/{secret}/basic.ics";

  /** What a calendar with these lines says at a time, read a while before. */
  function say(time: string, lines: readonly string[], more: object = {}) {
    const settings = kind.settings.parse({ url, timeZone: "Europe/Zurich", ...more });
    const at = parseInstant(`${time}.000000000Z`);
    const span = { from: at - 60_000_000_000n, to: at + 60_000_000_000n };
    const text = ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
    const read = kind.read(text, settings, span);
    assert.ok(read.ok, read.ok ? "" : read.reason);
    return kind.at(structuredClone(read.value), at);
  }
  const event = (...lines: string[]): string[] => [
    "BEGIN:VEVENT",
    "UID:lecture",
    "SUMMARY:Lecture",
    ...lines,
    "END:VEVENT",
  ];
  // As RFC 5545 §3.6.5 writes such a zone.
  const zone = [
    "BEGIN:VTIMEZONE",
    "TZID:Lecture hall",
    "BEGIN:STANDARD",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
  ];

  it("follows recurring events through their time zone, whether the calendar defines it or not", () => {
    for (const tzid of ["Lecture hall", "Europe/Paris"]) {
      const weekly = event(
        `DTSTART;TZID=${tzid}:20260907T101500`,
        `DTEND;TZID=${tzid}:20260907T120000`,
        "RRULE:FREQ=WEEKLY;COUNT=14",
        `EXDATE;TZID=${tzid}:20261102T101500`,
      );
      const lines = [...zone, ...weekly];
      // 10:15 is 08:15 UTC in summer and 09:15 in winter.
      assert.deepEqual(say("2026-09-14T08:14:30", lines), { active: 0, minutesToNext: 1 });
      assert.deepEqual(say("2026-09-14T08:15:00", lines), { active: 1 });
      assert.deepEqual(say("2026-10-26T09:14:00", lines), { active: 0, minutesToNext: 1 });
      assert.deepEqual(say("2026-10-26T10:59:59", lines), { active: 1 });
      assert.deepEqual(say("2026-10-26T11:00:00", lines), { active: 0 });
      assert.deepEqual(say("2026-11-02T09:30:00", lines), { active: 0 });
      assert.deepEqual(say("2026-12-14T09:30:00", lines), { active: 0 });
    }
  });

  it("knows whole days, moved and cancelled events, and tells names when asked to", () => {
    const lines = [
      ...event("DTSTART:20260907T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"),
      ...event("RECURRENCE-ID:20260909T080000Z", "DTSTART:20260909T150000Z", "DURATION:PT2H"),
      ...event("RECURRENCE-ID:20260910T080000Z", "DTSTART:20260910T080000Z", "STATUS:CANCELLED"),
      // Brought forward by weeks, from beyond what is looked at; with all that follow.
      ...event("RECURRENCE-ID:20261020T080000Z", "DTSTART:20260910T200000Z", "DURATION:PT1H"),
      ...event("DTSTART:20260914T060000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=9").with(
        1,
        "UID:tutorial",
      ),
      ...event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261005T060000Z",
        "DTSTART:20260929T060000Z",
        "DURATION:PT1H",
      ).with(1, "UID:tutorial"),
      ...event("DTSTART;VALUE=DATE:20260912").with(1, "UID:feast").with(2, "SUMMARY:Feast"),
    ];
    const names = { summaries: true };
    assert.deepEqual(say("2026-09-08T08:30:00", lines, names), {
      active: 1,
      summaries: ["Lecture"],
    });
    assert.equal(say("2026-09-10T20:30:00", lines)["active"], 1);
    assert.equal(say("2026-10-20T08:30:00", lines)["active"], 0);
    assert.equal(say("2026-09-28T06:30:00", lines)["active"], 1);
    assert.equal(say("2026-09-29T06:30:00", lines)["active"], 1);
    assert.equal(say("2026-10-05T06:30:00", lines)["active"], 0);
    assert.equal(say("2026-10-06T06:30:00", lines)["active"], 1);
    assert.equal(say("2026-09-09T08:30:00", lines)["active"], 0);
    assert.deepEqual(say("2026-09-09T16:30:00", lines)["active"], 1);
    assert.equal(say("2026-09-10T08:30:00", lines)["active"], 0);
    assert.deepEqual(say("2026-09-11T22:00:00", lines, names)["summaries"], ["Feast"]);
    assert.deepEqual(say("2026-09-12T08:30:00", lines, names)["summaries"], ["Feast", "Lecture"]);
    assert.equal(say("2026-09-12T22:00:00", lines)["active"], 0);
  });

  it("puts the secret into its address, and refuses what recurs too often", () => {
    const settings = kind.settings.parse({ url });
    const { href } = kind.request(settings, "", "a/b");
    assert.equal(href, "https://example.org/a%2Fb/basic.ics");
    const often = event("DTSTART:19700101T000000Z", "RRULE:FREQ=SECONDLY");
    const text = ["BEGIN:VCALENDAR", ...often, "END:VCALENDAR"].join("\r\n");
    const read = kind.read(text, settings, SPAN);
    assert.deepEqual(read.ok ? read : read.reason, "its events recur too often");
    assert.equal(kind.settings.safeParse({ url, timeZone: "Mars" }).success, false);
  });
});

/** What kinds cannot do without. */
const NEEDED: Readonly<Record<string, object>> = { calendar: { url: "https://example.org/" } };

it("no kind throws, whatever is answered", () => {
  for (const kind of ENRICHMENT_KINDS) {
    const settings = kind.settings.parse(NEEDED[kind.kind] ?? {});
    const answer = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(answer, (body) => {
        const read = kind.read(body, settings, SPAN);
        if (read.ok) kind.at(read.value, SPAN.from);
      }),
    );
  }
});
