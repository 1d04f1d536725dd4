import assert from "node:assert/strict";
import { test } from "node:test";
import { frameFromUp, summary, type UpMessage } from "../../src/live/frame.ts";

function up(message: object): UpMessage {
  return message as UpMessage;
}

const UP = {
  deduplicationId: "d-1",
  time: "2026-01-02T03:04:05Z",
  deviceInfo: { deviceName: "meter", devEui: "0011223344556677" },
};

test("zeros that ChirpStack's JSON leaves out are put back", () => {
  const frame = frameFromUp(up(UP));
  assert.equal(frame.fCnt, 0);
  assert.equal(frame.confirmed, false);
  assert.equal(frame.payloadHex, "");
  assert.deepEqual(frame.receptions, []);
});

test("without timing or judgement nothing is claimed", () => {
  const frame = frameFromUp(up(UP));
  assert.equal(frame.verdict, "unverified");
  assert.equal(frame.time, UP.time);
  assert.ok(frame.sdNs >= 3.6e12);
});

test("the time of sending is preferred over the time of arrival", () => {
  const timing = { time: "2026-01-02T03:04:04.9Z", sdNs: 900, source: "sdr" };
  const frame = frameFromUp(up({ ...UP, timing }));
  assert.equal(frame.time, timing.time);
  assert.equal(frame.sdNs, 900);
  assert.equal(frame.source, "sdr");
});

test("receptions are sorted, the strongest first", () => {
  const rxInfo = [
    { gatewayId: "weak", rssi: -120, snr: -9 },
    { gatewayId: "strong", rssi: -80 },
  ];
  const { receptions } = frameFromUp(up({ ...UP, rxInfo }));
  assert.deepEqual(
    receptions.map(({ gatewayEui }) => gatewayEui),
    ["strong", "weak"],
  );
  assert.equal(receptions[0]!.snrDb, undefined);
});

test("the modulation is named", () => {
  const radio = (modulation: object): string =>
    frameFromUp(up({ ...UP, txInfo: { frequency: 868_100_000, modulation } })).radio;
  assert.equal(radio({ lora: { spreadingFactor: 9 } }), "SF9");
  assert.equal(radio({ fsk: {} }), "FSK");
  assert.equal(radio({ lrFhss: {} }), "LR-FHSS");
});

test("decoded values become one line", () => {
  assert.equal(
    summary({ temperature: { 1: 21.500_000_4 }, ok: true }),
    "temperature 1 21.5 · ok true",
  );
  assert.equal(summary(undefined), "");
  assert.equal(summary({ gone: null }), "");
});
