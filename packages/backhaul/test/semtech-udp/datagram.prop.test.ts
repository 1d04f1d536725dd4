import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodeDatagram,
  encodeDatagram,
  txAckOutcome,
  txAckReport,
  type Datagram,
  type DownlinkItem,
  type PushData,
  type TxAckReport,
} from "@lorats/backhaul";
import fc from "fast-check";
import {
  eui,
  freqHz,
  modulation,
  partial,
  phyPayload,
  rxpk,
  sideReport,
  stats,
  timing,
  u16,
  u8,
} from "../arbitraries.ts";

const version = fc.constantFrom(1 as const, 2 as const);
const numRuns = 300;

function roundTrip(datagram: Datagram): unknown {
  const decoded = decodeDatagram(encodeDatagram(datagram));
  assert.ok(decoded.ok, decoded.ok ? "" : `${decoded.code}: ${decoded.reason}`);
  return decoded.value;
}

test("PUSH_DATA: frames, report and lts come back as they were", () => {
  const pushData = partial<PushData>(
    {
      type: fc.constant("push-data"),
      version,
      token: u16,
      gatewayEui: eui,
      uplinks: fc.array(rxpk, { maxLength: 3 }),
      stats,
      lts: sideReport,
    },
    ["type", "version", "token", "gatewayEui", "uplinks"],
  );
  fc.assert(
    fc.property(pushData, (datagram) => {
      assert.deepEqual(roundTrip(datagram), { ...datagram, refused: [] });
    }),
    { numRuns },
  );
});

/** FSK has none. */
function withPolarity(item: DownlinkItem): DownlinkItem {
  return item.modulation.kind === "lora" ? item : { ...item, invertPolarization: false };
}

test("PULL_RESP: what to send and when comes back as it was", () => {
  const item = partial<DownlinkItem>(
    {
      phyPayload,
      freqHz,
      modulation,
      eirpDbm: fc.integer({ min: -10, max: 36 }),
      timing,
      invertPolarization: fc.boolean(),
      withCrc: fc.boolean(),
      preambleSymbols: fc.integer({ min: 6, max: 65_535 }),
      implicitHeader: fc.constant(true),
      rfChain: u8,
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
      "rfChain",
    ],
  ).map(withPolarity);
  fc.assert(
    fc.property(item, version, u16, (item, version, token) => {
      const datagram = { type: "pull-resp", version, token, item } as const;
      assert.deepEqual(roundTrip(datagram), datagram);
    }),
    { numRuns },
  );
});

test("TX_ACK: error and warning come back, and mean the same in the common words", () => {
  const report: fc.Arbitrary<TxAckReport> = fc.oneof(
    fc.constant({}),
    fc.constantFrom("TOO_LATE", "GPS_UNLOCKED", "SOMETHING_NEW").map((error) => ({ error })),
    fc.integer({ min: 0, max: 30 }).map((value) => ({ warning: { code: "TX_POWER", value } })),
  );
  fc.assert(
    fc.property(report, version, u16, eui, (report, version, token, gatewayEui) => {
      const datagram = { type: "tx-ack", version, token, gatewayEui, report } as const;
      assert.deepEqual(roundTrip(datagram), datagram);
      assert.deepEqual(txAckReport(txAckOutcome(token, report)), report);
    }),
    { numRuns },
  );
});

test("PULL_DATA and the acknowledgements come back as they were", () => {
  fc.assert(
    fc.property(version, u16, eui, (version, token, gatewayEui) => {
      const pull = { type: "pull-data", version, token, gatewayEui } as const;
      assert.deepEqual(roundTrip(pull), pull);
      for (const type of ["push-ack", "pull-ack"] as const) {
        assert.deepEqual(roundTrip({ type, version, token }), { type, version, token });
      }
    }),
    { numRuns: 100 },
  );
});
