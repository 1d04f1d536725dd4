import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { runCli } from "../../src/program.ts";
import course from "../fixtures/course/figures.json" with { type: "json" };

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process and keeps what it prints. */
async function lorats(...argv: string[]): Promise<Ran> {
  const printed = { out: "", err: "" };
  const keep = (stream: "out" | "err") => (chunk: string | Uint8Array) => {
    printed[stream] += String(chunk);
    return true;
  };
  const out = mock.method(process.stdout, "write", keep("out"));
  const err = mock.method(process.stderr, "write", keep("err"));
  try {
    return Object.assign({ code: await runCli(argv) }, printed);
  } finally {
    out.mock.restore();
    err.mock.restore();
  }
}

async function figures(...argv: string[]): Promise<Record<string, any>> {
  const { code, out } = await lorats("airtime", ...argv, "--json");
  assert.equal(code, 0);
  assert.equal(out.trimEnd().split("\n").length, 1);
  return JSON.parse(out);
}

const expected = (id: string): any => course.course.find((figure) => figure.id === id)!.expect;

test("the 42 published airtimes", async () => {
  for (const row of course.toa_ms) {
    const { timeOnAirMs } = await figures(
      "--sf",
      String(row.sf),
      "--bw",
      String(row.bw),
      "--size",
      String(row.phy_len),
    );
    assert.ok(Math.abs(timeOnAirMs - row.ms) < 1e-9, `SF${row.sf} ${row.phy_len} B`);
  }
});

test("course, 15 minutes at 1 %: 10 bytes of data in plain LoRaWAN", async () => {
  for (const sf of ["SF7", "SF12"] as const) {
    const wanted = expected("lorawan_10B_app_1pct")[sf];
    const { timeOnAirMs, duty } = await figures("--sf", sf.slice(2), "--app", "10");
    const band = duty.find((band: { subBand: string }) => band.subBand === "M");
    assert.equal(timeOnAirMs, wanted.toa_ms);
    assert.equal(band.per15Min, wanted.in_15min);
    assert.ok(Math.abs(band.periodMs / 1000 - wanted.period_s) < 0.001);
    assert.ok(band.defaultChannels);
  }
});

test("course, 15 minutes at 1 %: the slide's own set gives 6 and 162 messages", async () => {
  const set = ["--size", "13", "--cr", "2", "--preamble", "12"];
  for (const [sf, id] of [
    ["12", "15min_250bps"],
    ["7", "15min_5400bps"],
  ] as const) {
    const { duty } = await figures("--sf", sf, ...set);
    assert.equal(duty[2].per15Min, expected(id).messages);
  }
});

test("course, US dwell time: the most bytes of data within 400 ms", async () => {
  for (const [sf, bytes] of Object.entries(expected("us_dwell_max_payload"))) {
    if (bytes === 242) continue;
    const { dwell } = await figures("--sf", sf.slice(2), "--app", "0", "--region", "US915");
    if (bytes === null) assert.ok(dwell.maxPhyBytes === null || dwell.maxPhyBytes < 13 + 1);
    else assert.equal(dwell.maxPhyBytes - 13, bytes);
  }
});

test("--course recomputes every figure and gives each a verdict and a reason", async () => {
  const { code, out } = await lorats("airtime", "--course", "--json");
  assert.equal(code, 0);
  const rows = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const byId = Object.fromEntries(rows.map((row) => [row.id, row]));
  assert.equal(byId["15min-250bps"].computed, byId["15min-250bps"].stated);
  assert.match(byId["15min-5400bps"].computed, /^162 messages, one every 5\.555 s$/);
  assert.match(byId["us-sf10-400ms"].why, /370\.7 ms, 12 last 411\.6 ms/);
  assert.equal(byId["us-8-channels"].computed, byId["us-8-channels"].stated);
  assert.equal(byId["us-64-channels"].computed, "128 %");
  assert.equal(byId["dbm-table"].computed, byId["dbm-table"].stated);
  assert.equal(byId["erp-eirp"].computed, byId["erp-eirp"].stated);
  assert.equal(byId["sf12-sf7-power"].computed, "17.8 times");
  assert.equal(byId["sf12-sf7-slower"].computed, "24.0 times");
  assert.equal(byId["sigfox-airtime"].computed, byId["sigfox-airtime"].stated);
  for (const row of rows) {
    assert.ok(row.why.length > 5);
    if (row.verdict === "differs") assert.notEqual(row.computed, row.stated);
  }
});

test("a person reads time on air, sub-bands and the unverified rows' warnings", async () => {
  const { out } = await lorats("airtime", "--sf", "7", "--bw", "125", "--size", "23");
  assert.match(out, /time on air +61\.696 ms/);
  assert.match(out, /M\* +868-868\.6 +1 % +14 +6\.17 s +145 +583/);
  const us = await lorats("airtime", "--sf", "10", "--size", "25", "--region", "US915");
  assert.match(us.out, /EXCEEDS 400 ms; up to 24 bytes fit/);
  const asia = await lorats("airtime", "--sf", "7", "--size", "23", "--region", "AS923");
  assert.match(asia.out, /AS-1: countries differ/);
});

test("downlinks, beacons and 2.4 GHz", async () => {
  assert.equal((await figures("--sf", "7", "--size", "23", "--no-crc")).timeOnAirMs, 56.576);
  const beacon = ["--sf", "9", "--size", "17", "--no-header", "--no-crc", "--preamble", "10"];
  assert.equal((await figures(...beacon)).timeOnAirMs, 152.576);
  assert.equal((await figures("--sf", "7", "--bw", "812", "--size", "23")).bwHz, 812_500);
  const forced = await figures("--sf", "12", "--size", "13", "--ldro", "off");
  assert.equal(forced.timeOnAirMs, 1155.072);
});

test("--dr takes the region's data rates: LoRa, FSK, LR-FHSS, long interleaving", async () => {
  const lora = await figures("--dr", "5", "--size", "23");
  assert.deepEqual([lora.sf, lora.bwHz, lora.timeOnAirMs], [7, 125_000, 61.696]);
  const fsk = await figures("--dr", "7", "--size", "23");
  assert.deepEqual([fsk.modulation, fsk.timeOnAirMs, fsk.bitrateBps], ["fsk", 5.44, 50_000]);
  const hops = await figures("--dr", "8", "--size", "10");
  assert.ok(Math.abs(hops.timeOnAirMs - 1355.776) < 1e-9);
  // RP002 prints 162 bit/s.
  assert.equal(Math.trunc(hops.bitrateBps), 162);
  assert.equal((await figures("--dr", "5", "--size", "50", "--region", "US915")).dwell, null);
  const wide = await figures("--dr", "0", "--size", "23", "--region", "ISM2400");
  assert.equal(wide.codingRate, "4/8LI");
  const text = await lorats("airtime", "--dr", "8", "--size", "10");
  assert.match(text.out, /^DR8, LR-FHSS: 10 bytes\n/);
});

test("what the region lets the data rate carry", async () => {
  const slow = await lorats("airtime", "--sf", "12", "--app", "52");
  assert.match(slow.out, /EXCEEDS: DR0 carries up to 51 bytes of data, 51 behind a repeater/);
  const { payload } = await figures("--dr", "5", "--app", "242");
  assert.deepEqual(payload, {
    dataRate: 5,
    maxApplicationBytes: 242,
    maxBehindRepeater: 222,
    fits: true,
  });
  const dwell = await figures("--sf", "10", "--app", "11", "--region", "AS923");
  assert.deepEqual([dwell.payload.maxApplicationBytes, dwell.payload.fits], [11, true]);
  const off = await figures("--sf", "12", "--app", "0", "--region", "AS923");
  assert.deepEqual([off.payload.maxApplicationBytes, off.payload.fits], [0, false]);
  assert.equal((await figures("--sf", "7", "--bw", "62.5", "--size", "20")).payload, null);
});

test("bad arguments end with 2 and one clear line", async () => {
  for (const argv of [
    ["--size", "10"],
    ["--sf", "7"],
    ["--sf", "7", "--size", "10", "--app", "1"],
    ["--sf", "13", "--size", "10"],
    ["--sf", "7", "--dr", "5", "--size", "10"],
    ["--dr", "12", "--size", "10"],
    ["--dr", "5", "--size", "10", "--bw", "250000"],
    ["--dr", "5", "--size", "10", "--no-header"],
    ["--sf", "7", "--size", "x"],
    ["--sf", "7", "--size", "10", "--bw", "0"],
    ["--sf", "7", "--size", "10", "--region", "MOON"],
    ["--sf", "7", "--size", "10", "--ldro", "maybe"],
  ]) {
    const { code, out, err } = await lorats("airtime", ...argv);
    assert.equal(code, 2, argv.join(" "));
    assert.equal(out, "");
    assert.match(err, /^error\[[A-Z_0-9]+\]: [^\n]+\n$/);
  }
});
