import assert from "node:assert/strict";
import { test } from "node:test";
import {
  TX_STATUSES,
  contextCounter,
  decodeConfigCommand,
  decodeConnState,
  decodeDownlinkCommand,
  decodeStatsEvent,
  decodeTxAckEvent,
  decodeUplinkEvent,
  encodeConfigCommand,
  encodeConnState,
  encodeDownlinkCommand,
  encodeStatsEvent,
  encodeTxAckEvent,
  encodeUplinkEvent,
  formatGatewayTopic,
  parseGatewayTopic,
  type DownlinkTiming,
  type GatewayStats,
  type Modulation,
  type MqttUplink,
} from "@lorats/backhaul";
import fc from "fast-check";
import {
  eui,
  figure,
  freqHz,
  instant,
  ltsReport,
  metadata,
  modulation,
  partial,
  phyPayload,
  stats,
  u8,
  u32,
} from "../arbitraries.ts";

const numRuns = 300;
const context = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc.uint8Array({ minLength: 5, maxLength: 9 }),
);
const gpsNs = fc.bigInt({ min: 1_000_000_000n, max: 4_000_000_000_000_000_000n });

/** As the protocol can say it: counts are always there, FSK has no SNR, a fine timestamp needs GPS time. */
function sayable(
  uplink: Omit<MqttUplink, "times"> & { utc?: bigint; gpsNs?: bigint; fineNs?: number },
): MqttUplink {
  const { utc, gpsNs, fineNs, snrDb, ...rest } = uplink;
  const counter = contextCounter(rest.context);
  const zeros = gpsNs === undefined ? undefined : /0*$/.exec(gpsNs.toString())![0].length;
  return {
    ...rest,
    ...(rest.modulation.kind !== "fsk" && { snrDb: snrDb! }),
    ...(gpsNs !== undefined && fineNs !== undefined && { fineNs }),
    times: {
      ...(counter && { counter }),
      ...(utc !== undefined && { utc }),
      ...(gpsNs !== undefined && {
        gpsNs,
        gpsResolutionNs: zeros! >= 6 ? 1e6 : zeros! >= 3 ? 1000 : 1,
      }),
    },
  };
}

const uplink = partial<MqttUplink & { utc: bigint; gpsNs: bigint }>(
  {
    gatewayEui: eui,
    uplinkId: u32,
    phyPayload,
    freqHz,
    modulation: modulation.map(withoutPrivateFields),
    crc: fc.constantFrom("ok", "bad", "none"),
    rssiDbm: fc.integer({ min: -150, max: 20 }),
    snrDb: figure,
    foffHz: figure,
    fineNs: fc.integer({ min: 0, max: 999_999_999 }),
    channel: u8,
    rfChain: u8,
    board: u8,
    antenna: u8,
    context,
    utc: instant,
    gpsNs,
    metadata,
    lts: ltsReport,
    location: partial(
      {
        latitudeDeg: fc.double({ min: 0.001, max: 90, noNaN: true }),
        longitudeDeg: fc.double({ min: -180, max: -0.001, noNaN: true }),
        altitudeM: figure.filter((altitude) => altitude !== 0),
      },
      ["latitudeDeg", "longitudeDeg"],
    ),
  } as never,
  [
    "gatewayEui",
    "uplinkId",
    "phyPayload",
    "freqHz",
    "modulation",
    "crc",
    "rssiDbm",
    "snrDb",
    "channel",
    "rfChain",
    "board",
    "antenna",
    "context",
  ],
).map((value) => sayable(value as never));

/** A LoRa frame without coding has no name here that could be told from an unknown one. */
function withoutPrivateFields(value: Modulation): Modulation {
  return value.kind === "lora" && value.cr === 0 ? { ...value, cr: 1 } : value;
}

test("event/up comes back as it was", () => {
  fc.assert(
    fc.property(uplink, (value) => {
      assert.deepEqual(decodeUplinkEvent(encodeUplinkEvent(value)), { ok: true, value });
    }),
    { numRuns },
  );
});

const timing: fc.Arbitrary<DownlinkTiming> = fc.oneof(
  fc.constant<DownlinkTiming>({ kind: "immediately" }),
  gpsNs.map((ns): DownlinkTiming => ({ kind: "gps", gpsNs: ns })),
  fc
    .tuple(fc.integer({ min: 0, max: 15_000_000 }), context)
    .map(([delayUs, bytes]): DownlinkTiming => ({ kind: "delay", delayUs, context: bytes })),
);
const item = partial<{
  phyPayload: Uint8Array;
  freqHz: number;
  modulation: Modulation;
  eirpDbm: number;
  timing: DownlinkTiming;
  invertPolarization: boolean;
  withCrc: boolean;
  preambleSymbols?: number;
  board: number;
  antenna: number;
}>(
  {
    phyPayload,
    freqHz,
    modulation: modulation.map(withoutPrivateFields),
    eirpDbm: fc.integer({ min: -20, max: 36 }),
    timing,
    invertPolarization: fc.boolean(),
    withCrc: fc.boolean(),
    preambleSymbols: fc.integer({ min: 1, max: 65_535 }),
    board: u8,
    antenna: u8,
  },
  [
    "phyPayload",
    "freqHz",
    "modulation",
    "eirpDbm",
    "timing",
    "invertPolarization",
    "withCrc",
    "board",
    "antenna",
  ],
).filter(({ modulation, preambleSymbols, invertPolarization, withCrc }) => {
  // Only LoRa has fields for them.
  return (
    modulation.kind === "lora" || (preambleSymbols === undefined && !invertPolarization && withCrc)
  );
});

test("command/down comes back as it was", () => {
  fc.assert(
    fc.property(
      eui,
      u32,
      fc.array(item, { minLength: 1, maxLength: 2 }),
      (gatewayEui, downlinkId, items) => {
        const value = { gatewayEui, downlink: { downlinkId, items } };
        assert.deepEqual(decodeDownlinkCommand(encodeDownlinkCommand(value)), { ok: true, value });
      },
    ),
    { numRuns },
  );
});

test("a counter value travels as a context without delay", () => {
  fc.assert(
    fc.property(item, u32, eui, (item, us, gatewayEui) => {
      const counter = { ...item, timing: { kind: "counter", us } as const };
      const command = encodeDownlinkCommand({
        gatewayEui,
        downlink: { downlinkId: 1, items: [counter] },
      });
      const decoded = decodeDownlinkCommand(command);
      assert.ok(decoded.ok);
      const timing = decoded.value.downlink.items[0]!.timing;
      assert.equal(timing.kind, "delay");
      assert.deepEqual(
        timing.kind === "delay" && [timing.delayUs, contextCounter(timing.context)],
        [0, { kind: "tmst", us }],
      );
    }),
    { numRuns: 100 },
  );
});

test("event/ack, event/stats, state/conn and command/config come back as they were", () => {
  const statuses = fc.array(
    fc.constantFrom(...TX_STATUSES.filter((status) => status !== "UNKNOWN")),
    { minLength: 1, maxLength: 2 },
  );
  const channel = fc.oneof(
    fc.record(
      {
        freqHz,
        bwHz: u32,
        spreadingFactors: fc.array(fc.integer({ min: 5, max: 12 })),
        board: u8,
        demodulator: u8,
      },
      { noNullPrototype: true },
    ),
    fc.record(
      {
        freqHz,
        bwHz: u32,
        spreadingFactors: fc.constant([]),
        bitrateBps: u32,
        board: u8,
        demodulator: u8,
      },
      { noNullPrototype: true },
    ),
  );
  fc.assert(
    fc.property(
      eui,
      u32,
      statuses,
      stats.map(sayableStats),
      fc.array(channel, { maxLength: 3 }),
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      (gatewayEui, downlinkId, statuses, stats, channels, statsIntervalNs) => {
        const stage = statuses.includes("OK") ? ("queued" as const) : ("refused" as const);
        const ack = { gatewayEui, outcome: { downlinkId, statuses, stage } };
        assert.deepEqual(decodeTxAckEvent(encodeTxAckEvent(ack)), { ok: true, value: ack });
        const report = { gatewayEui, stats };
        assert.deepEqual(decodeStatsEvent(encodeStatsEvent(report)), { ok: true, value: report });
        for (const state of ["ONLINE", "OFFLINE"] as const) {
          const conn = { gatewayEui, state };
          assert.deepEqual(decodeConnState(encodeConnState(conn)), { ok: true, value: conn });
        }
        const config = { gatewayEui, version: "1", channels, statsIntervalNs };
        assert.deepEqual(decodeConfigCommand(encodeConfigCommand(config)), {
          ok: true,
          value: config,
        });
      },
    ),
    { numRuns },
  );
});

function sayableStats(stats: GatewayStats): GatewayStats {
  const { rxForwarded: _1, ackPercent: _2, temperatureC: _3, location, ...rest } = stats;
  if (!location) return rest;
  const { altitudeM, ...place } = location;
  return { ...rest, location: altitudeM ? { ...place, altitudeM } : place };
}

test("topics come back as they were", () => {
  const message = fc.constantFrom("up", "stats", "ack", "conn", "down", "config");
  const prefix = fc.constantFrom("", "eu868", "tenant/as923");
  fc.assert(
    fc.property(prefix, eui, message, (prefix, gatewayEui, message) => {
      const topic = { prefix, gatewayEui, message } as const;
      assert.deepEqual(parseGatewayTopic(formatGatewayTopic(topic as never)), topic);
    }),
    { numRuns: 100 },
  );
});
