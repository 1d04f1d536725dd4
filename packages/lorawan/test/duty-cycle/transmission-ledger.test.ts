import assert from "node:assert/strict";
import { test } from "node:test";
import { EU868 } from "../../src/regions/eu868.ts";
import { dataRateOf } from "../../src/regions/look-up.ts";
import { REGIONS } from "../../src/regions/registry.ts";
import { rx2FrequencyHz } from "../../src/regions/rx-windows.ts";
import { US915 } from "../../src/regions/us915.ts";
import { OffTime } from "../../src/duty-cycle/off-time.ts";
import { SlidingWindow } from "../../src/duty-cycle/sliding-window.ts";
import {
  TransmissionLedger,
  type Permission,
  type Transmission,
} from "../../src/duty-cycle/transmission-ledger.ts";

const S = 1_000_000;
const eu = (): TransmissionLedger => new TransmissionLedger(EU868.regulation[0]!);
const at = (frequencyHz: number, durationUs: number): Transmission => ({
  frequencyHz,
  durationUs,
  bandwidthHz: 125_000,
});

function ask(ledger: TransmissionLedger, transmission: Transmission, fromUs: number): Permission {
  const answer = ledger.whenMayISend(transmission, fromUs);
  assert.ok(answer.ok);
  return answer.value;
}

test("EN 300 220: 1 % is 36 s of any hour; the 37th second waits until the first has left the window", () => {
  const ledger = eu();
  const frame = at(868_100_000, S);
  for (let i = 0; i < 36; i++) ledger.record(frame, 10 * i * S);
  assert.deepEqual(ask(ledger, frame, 400 * S), { startUs: 3600 * S, limitedBy: "M" });
  assert.equal(ledger.remainingUs(400 * S)["M"], 0);
});

test("EN 300 220: sub-bands keep separate accounts, channels of one sub-band share", () => {
  const ledger = eu();
  ledger.record(at(868_100_000, 36 * S), 0);
  assert.equal(ask(ledger, at(867_100_000, S), 40 * S).startUs, 40 * S);
  assert.equal(ask(ledger, at(868_500_000, S), 40 * S).startUs, 3600 * S);
});

test("EN 300 220: K and N are budgets of 0.1 %, 3.6 s an hour each", () => {
  for (const frequencyHz of [864_100_000, 868_900_000]) {
    const ledger = eu();
    ledger.record(at(frequencyHz, 3.6 * S), 0);
    assert.equal(ask(ledger, at(frequencyHz, S), 100 * S).startUs, 3600 * S);
  }
});

test("869.4 … 869.65 MHz: 10 %, six minutes an hour", () => {
  const ledger = eu();
  for (let i = 0; i < 6; i++) ledger.record(at(869_525_000, 60 * S), 70 * i * S);
  assert.equal(ask(ledger, at(869_525_000, S), 500 * S).startUs, 3600 * S);
});

test("between the sub-bands nothing may be sent, and nothing may be longer than a budget", () => {
  const alarm = eu().whenMayISend(at(868_650_000, S), 0);
  assert.equal(!alarm.ok && alarm.code, "LW_DUTY_NO_BAND");
  const long = eu().whenMayISend(at(868_900_000, 4 * S), 0);
  assert.equal(!long.ok && long.code, "LW_DUTY_TOO_LONG");
  assert.throws(() => eu().record(at(868_650_000, S), 0), { code: "LW_DUTY_NO_BAND" });
});

test("EN 300 220: all of a transmission lies in a sub-band, not only its middle", () => {
  const hopping = { ...at(868_500_000, S), bandwidthHz: 336_000 };
  const beyondM = eu().whenMayISend(hopping, 0);
  assert.equal(!beyondM.ok && beyondM.code, "LW_DUTY_NO_BAND");
  assert.throws(() => eu().record(hopping, 0), { code: "LW_DUTY_NO_BAND" });
  const ledger = eu();
  ledger.record(at(865_050_000, 3.6 * S), 0);
  assert.equal(ask(ledger, at(864_100_000, S), 10 * S).limitedBy, "K", "it reached into K");
});

test("every region's own channels lie within what its regulation allows", () => {
  for (const region of REGIONS) {
    for (const profile of region.regulation) {
      const ledger = new TransmissionLedger(profile);
      for (const channel of region.channels) {
        const modulation = dataRateOf(region, channel.minDataRate)!.modulation;
        assert.ok(modulation.modulation === "lora");
        const frame = { ...at(channel.frequencyHz, 1000), bandwidthHz: modulation.bwHz };
        assert.ok(ledger.whenMayISend(frame, 0).ok, `${region.id} ${channel.frequencyHz}`);
      }
      const rx2 = { ...at(rx2FrequencyHz(region), 1000), bandwidthHz: 125_000 };
      assert.ok(ledger.whenMayISend(rx2, 0).ok, `${region.id} RX2`);
    }
  }
});

test("868.0 MHz lies in L and in M; 865 MHz takes the stricter K", () => {
  const ledger = eu();
  ledger.record(at(865_000_000, 3.6 * S), 0);
  assert.equal(ask(ledger, at(865_000_000, S), 10 * S).limitedBy, "K");
});

test("a downlink planned for later is respected: an earlier one may not eat its budget", () => {
  const ledger = eu();
  const frame = at(868_100_000, S);
  ledger.record(at(868_100_000, 35.5 * S), 1000 * S);
  assert.equal(ask(ledger, frame, 0).startUs, (1000.5 + 3600 - 1) * S);
  ledger.cancel(at(868_100_000, 35.5 * S), 1000 * S);
  assert.equal(ask(ledger, frame, 0).startUs, 0);
});

test("LoRaWAN 1.0.2 T_off: after 1 s at 1 % the band rests for 99 s", () => {
  const ledger = new TransmissionLedger(EU868.regulation[0]!, { offTime: true });
  ledger.record(at(868_100_000, S), 0);
  assert.deepEqual(ask(ledger, at(868_300_000, S), 2 * S), {
    startUs: 100 * S,
    limitedBy: "M off",
  });
});

test("T_off alone breaks the law: an hour can hold one transmission more than its rests paid for", () => {
  const rest = new OffTime(0.01);
  const hour = new SlidingWindow({ windowUs: 3600 * S, budgetUs: 36 * S });
  const both = new TransmissionLedger(EU868.regulation[0]!, { offTime: true });
  const frame = at(868_100_000, 7 * S);
  for (let i = 0; i < 5; i++) {
    const startUs = rest.earliestUs(0);
    rest.record(startUs, 7 * S);
    hour.record(startUs, 7 * S);
    both.record(frame, startUs);
  }
  const sixth = rest.earliestUs(0);
  assert.equal(sixth, 3500 * S);
  hour.record(sixth, 7 * S);
  assert.equal(hour.remainingUs(sixth + 7 * S), -6 * S);
  assert.equal(ask(both, frame, 0).startUs, (3600 + 6 - 7) * S);
});

test("DutyCycleReq: the aggregate of all bands is limited as well", () => {
  const ledger = new TransmissionLedger(EU868.regulation[0]!, { aggregatedDutyCycle: 1 / 1024 });
  ledger.record(at(868_100_000, 3 * S), 0);
  assert.equal(ask(ledger, at(869_525_000, S), 10 * S).limitedBy, "device");
});

test("FCC 15.247: 400 ms on a frequency within 20 s; other frequencies and 500 kHz are free", () => {
  const ledger = new TransmissionLedger(US915.regulation[0]!);
  const frame = at(902_300_000, 370_688);
  ledger.record(frame, 0);
  assert.deepEqual(ask(ledger, frame, S), {
    startUs: 20 * S + 341_376 - 370_688,
    limitedBy: "US-902@902300000",
  });
  assert.equal(ask(ledger, at(902_500_000, 370_688), S).startUs, S);
  const wide = { ...frame, bandwidthHz: 500_000 };
  assert.equal(ask(ledger, wide, S).startUs, S);
});

test("state survives JSON, with the channel windows, and a pruned ledger forgets the past only", () => {
  const ledger = new TransmissionLedger(US915.regulation[0]!);
  const frame = at(902_300_000, 300_000);
  ledger.record(frame, 0);
  const copy = new TransmissionLedger(US915.regulation[0]!, {}, JSON.parse(JSON.stringify(ledger)));
  assert.deepEqual(ask(copy, frame, S), ask(ledger, frame, S));
  copy.prune(40 * S);
  assert.deepEqual(copy.toJSON().windows, {});
  assert.equal(ask(copy, frame, 40 * S).startUs, 40 * S);
  assert.deepEqual(copy.toJSON().windows["US-902@902300000"]?.startsUs, []);
});

test("one transmitter sends one thing at a time, in whole microseconds", () => {
  const ledger = eu();
  ledger.record(at(868_100_000, S), 0);
  assert.throws(() => ledger.record(at(868_300_000, S), 500_000), { code: "LW_DUTY_OVERLAP" });
  assert.throws(() => ledger.record(at(868_300_000, 0.5), 5 * S), { code: "LW_DUTY_BAD_TIME" });
  assert.equal(ask(ledger, at(868_300_000, S), 500_000).startUs, S);
});

test("a limit that means nothing is refused", () => {
  for (const dutyCycle of [0, 1.1, Number.NaN]) {
    assert.throws(() => new OffTime(dutyCycle), { code: "LW_DUTY_BAD_LIMIT" });
  }
  for (const limit of [
    { windowUs: 0, budgetUs: 1 },
    { windowUs: 1, budgetUs: -1 },
  ]) {
    assert.throws(() => new SlidingWindow(limit), { code: "LW_DUTY_BAD_LIMIT" });
  }
});
