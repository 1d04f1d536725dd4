import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildPhyPayload,
  decodeServerMessage,
  decodeStationMessage,
  encodeServerMessage,
  encodeStationMessage,
  planRadioBoard,
  takePhyPayloadApart,
  type RouterConfig,
  type ScheduledTransmission,
  type ServerMessage,
  type StationDataRate,
  type StationDownlink,
  type StationMessage,
  type StationUplink,
} from "@lorats/backhaul";
import { concatBytes } from "@lorats/base";
import fc from "fast-check";
import {
  eui,
  figure,
  freqHz,
  int64,
  ltsReport,
  partial,
  sideReport,
  u16,
  u32,
  u8,
} from "../arbitraries.ts";

const dr = fc.integer({ min: 0, max: 15 });
const microseconds = fc.bigInt({ min: 1n, max: 2n ** 62n });
const rxtime = fc.bigInt({ min: 1n, max: 4_102_444_800_000_000n }).map((us) => us * 1000n);
const word = fc.string({ maxLength: 12 });

const fOpts = fc.uint8Array({ maxLength: 15 });
const dataFrame = fc
  .tuple(fc.constantFrom(0x40, 0x80), u32, u8, u16, fOpts, fc.uint8Array({ maxLength: 60 }), u32)
  .map(([mhdr, address, control, counter, options, portAndPayload, mic]) => {
    const head = new Uint8Array(8);
    const view = new DataView(head.buffer);
    view.setUint8(0, mhdr);
    view.setUint32(1, address);
    view.setUint8(5, (control & 0xf0) | options.length);
    view.setUint16(6, counter);
    const tail = new Uint8Array(4);
    new DataView(tail.buffer).setUint32(0, mic);
    return concatBytes(head, options, portAndPayload, tail);
  });
const joinRequest = fc
  .uint8Array({ minLength: 22, maxLength: 22 })
  .map((rest) => concatBytes(new Uint8Array([0]), rest));
const proprietary = fc
  .uint8Array({ maxLength: 60 })
  .map((rest) => concatBytes(new Uint8Array([0xe0]), rest));
const frame = fc.oneof(dataFrame, joinRequest, proprietary);

const stationUplink = partial<Omit<StationUplink, "ltsRefusal">>(
  {
    type: fc.constant("uplink"),
    phyPayload: frame,
    dr,
    freqHz,
    refTimeS: figure,
    rctx: int64,
    xtime: int64,
    gpstimeUs: fc.bigInt({ min: 0n, max: 2n ** 62n }),
    fineNs: fc.integer({ min: 0, max: 999_999_999 }),
    rssiDbm: figure,
    snrDb: figure,
    rxtime,
    lts: ltsReport,
  },
  [
    "type",
    "phyPayload",
    "dr",
    "freqHz",
    "refTimeS",
    "rctx",
    "xtime",
    "gpstimeUs",
    "rssiDbm",
    "snrDb",
  ],
);

const stationMessage: fc.Arbitrary<StationMessage> = fc.oneof<fc.Arbitrary<StationMessage>[]>(
  stationUplink,
  partial<StationMessage & { type: "version" }>(
    {
      type: fc.constant("version"),
      station: word,
      firmware: word,
      package: word,
      model: word,
      protocol: u8,
      features: fc.array(fc.constantFrom("rmtsh", "gps", "prod"), { maxLength: 3 }),
    },
    ["type", "station", "protocol", "features"],
  ),
  partial<StationMessage & { type: "dntxed" }>(
    {
      type: fc.constant("dntxed"),
      diid: u32,
      devEui: eui,
      dr,
      freqHz,
      rctx: int64,
      xtime: int64,
      txtimeS: figure,
      gpstimeUs: int64,
    },
    ["type", "diid", "rctx", "xtime", "gpstimeUs"],
  ),
  int64.map((txtimeUs): StationMessage => ({ type: "timesync", txtimeUs })),
  partial<StationMessage & { type: "getxtime" }>(
    {
      type: fc.constant("getxtime"),
      muxTimeS: figure,
      ustimeS: figure,
      utc: rxtime,
      xtimes: fc.array(int64, { maxLength: 4 }),
    },
    ["type", "muxTimeS", "xtimes"],
  ),
  word.map((text): StationMessage => ({ type: "alarm", text })),
  fc
    .array(
      fc.record(
        { user: word, started: fc.boolean(), ageS: u32, pid: u32 },
        { noNullPrototype: true },
      ),
      { maxLength: 2 },
    )
    .map((sessions): StationMessage => ({ type: "rmtsh", sessions })),
  partial<StationMessage & { type: "event" }>(
    {
      type: fc.constant("event"),
      event: fc.constantFrom("fix", "move", "nofix"),
      location: partial({ latitudeDeg: figure, longitudeDeg: figure, altitudeM: figure }, [
        "latitudeDeg",
        "longitudeDeg",
      ]),
      satellites: u8,
    },
    ["type", "event"],
  ),
  fc
    .constantFrom("dndf" as const, "jacc" as const)
    .map((msgtype): StationMessage => ({ type: "overheard", msgtype })),
  sideReport.map((report): StationMessage => ({ type: "lts", report })),
);

test("what a station says comes back as it was, its 64-bit numbers to the last digit", () => {
  fc.assert(
    fc.property(stationMessage, (message) => {
      const decoded = decodeStationMessage(encodeStationMessage(message));
      assert.deepEqual(decoded, { ok: true, value: message });
    }),
    { numRuns: 600 },
  );
});

const window = fc.record({ dr, freqHz }, { noNullPrototype: true });
const transmission = {
  phyPayload: fc.uint8Array({ minLength: 1, maxLength: 255 }),
  priority: u8,
  rctx: int64,
  gpstimeUs: microseconds,
  preambleSymbols: fc.integer({ min: 1, max: 65_535 }),
  withCrc: fc.boolean(),
};
const downlink = partial<StationDownlink>(
  {
    type: fc.constant("dnmsg"),
    devEui: eui,
    deviceClass: fc.constantFrom("A", "B", "C"),
    diid: u32,
    ...transmission,
    rxDelayS: fc.integer({ min: 0, max: 15 }),
    rx1: window,
    rx2: window,
    xtime: microseconds,
    muxTimeS: figure,
  },
  ["type", "devEui", "deviceClass", "diid", "phyPayload", "rx1"],
);
const scheduled = partial<ScheduledTransmission>(
  { ...transmission, dr, freqHz, diid: u32, xtime: int64 },
  ["phyPayload", "dr", "freqHz"],
);
const dataRate: fc.Arbitrary<StationDataRate | undefined> = fc.option(
  partial<StationDataRate>(
    {
      modulation: fc.oneof(
        fc.constant({ kind: "fsk" as const, bitrateBps: 50_000 }),
        fc.record(
          {
            kind: fc.constant("lora" as const),
            sf: fc.integer({ min: 7, max: 12 }),
            bwHz: fc.constantFrom(125_000, 250_000, 500_000),
            cr: fc.constant(1),
          },
          { noNullPrototype: true },
        ),
      ),
      downlinkOnly: fc.constant(true),
    },
    ["modulation"],
  ),
  { nil: undefined },
);
const board = fc
  .tuple(
    fc.integer({ min: 430_000_000, max: 930_000_000 }),
    fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1 }),
    fc.boolean(),
  )
  .map(([base, steps, more]) =>
    planRadioBoard({
      multiSfHz: steps.map((step) => base + step * 200_000),
      ...(more && {
        loraStd: { freqHz: base + 1_500_000, bwHz: 250_000, sf: 7 },
        fskHz: base + 2_000_000,
      }),
    }),
  );
const routerConfig = partial<RouterConfig>(
  {
    type: fc.constant("router_config"),
    region: word,
    hwspec: fc.string({ minLength: 1, maxLength: 12 }),
    freqRangeHz: fc.tuple(freqHz, freqHz),
    dataRates: fc.array(dataRate, { minLength: 16, maxLength: 16 }),
    upchannels: fc.array(fc.record({ freqHz, minDr: dr, maxDr: dr }, { noNullPrototype: true }), {
      maxLength: 9,
    }),
    boards: fc.array(board, { minLength: 1, maxLength: 2 }),
    maxEirpDbm: figure,
    netIds: fc.array(fc.integer({ min: 0, max: 127 }), { maxLength: 3 }),
    joinEuiRanges: fc.array(fc.tuple(eui, eui), { maxLength: 3 }),
    beaconing: fc.record(
      { dr, layout: fc.tuple(u8, u8, u8), freqsHz: fc.array(freqHz, { maxLength: 3 }) },
      { noNullPrototype: true },
    ),
    nodc: fc.boolean(),
    nocca: fc.boolean(),
    nodwell: fc.boolean(),
    muxTimeS: figure,
    lts: fc.integer({ min: 1, max: 255 }),
  },
  ["type", "region", "hwspec", "freqRangeHz", "dataRates", "upchannels", "boards"],
);

const serverMessage: fc.Arbitrary<ServerMessage> = fc.oneof<fc.Arbitrary<ServerMessage>[]>(
  downlink,
  routerConfig,
  partial<ServerMessage & { type: "dnsched" }>(
    {
      type: fc.constant("dnsched"),
      schedule: fc.array(scheduled, { maxLength: 3 }),
      muxTimeS: figure,
    },
    ["type", "schedule"],
  ),
  partial<ServerMessage & { type: "timesync" }>(
    {
      type: fc.constant("timesync"),
      txtimeUs: int64,
      xtime: int64,
      gpstimeUs: int64,
      muxTimeS: figure,
    },
    ["type"],
  ),
  partial<ServerMessage & { type: "getxtime" }>(
    { type: fc.constant("getxtime"), muxTimeS: figure },
    ["type"],
  ),
  partial<ServerMessage & { type: "runcmd" }>(
    { type: fc.constant("runcmd"), command: word, arguments: fc.array(word) },
    ["type", "command", "arguments"],
  ),
  partial<ServerMessage & { type: "rmtsh" }>(
    { type: fc.constant("rmtsh"), user: word, term: word, start: u8, stop: u8 },
    ["type"],
  ),
  word.map((error): ServerMessage => ({ type: "error", error })),
);

test("what a server says comes back as it was", () => {
  fc.assert(
    fc.property(serverMessage, (message) => {
      const decoded = decodeServerMessage(encodeServerMessage(message));
      assert.deepEqual(decoded, { ok: true, value: message });
    }),
    { numRuns: 600 },
  );
});

test("a frame taken apart and put together is the same frame", () => {
  fc.assert(
    fc.property(frame, (phyPayload) => {
      const parts = takePhyPayloadApart(phyPayload);
      assert.ok(parts.ok);
      const again = buildPhyPayload(parts.value.type, parts.value.fields);
      assert.deepEqual(again.ok && again.value, phyPayload);
    }),
    { numRuns: 500 },
  );
});
