import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom, uniformInt } from "@lorats/base";
import fc from "fast-check";
import { EU868 } from "../../src/regions/eu868.ts";
import { US915 } from "../../src/regions/us915.ts";
import { findSubBand, type RegulatoryProfile } from "../../src/regions/sub-band.ts";
import { TransmissionLedger, type Transmission } from "../../src/duty-cycle/transmission-ledger.ts";

interface Sent extends Transmission {
  readonly startUs: number;
}

const HOUR_US = 3_600_000_000;

/**
 * The most that any window of `windowUs` holds. A window that holds the most can be moved until it ends with a
 * transmission, so each of those is summed, one by one.
 */
function worstWindowUs(sent: readonly Sent[], windowUs: number): number {
  let worst = 0;
  for (const { startUs, durationUs } of sent) {
    const end = startUs + durationUs;
    let inside = 0;
    for (const other of sent) {
      const from = Math.max(other.startUs, end - windowUs);
      const to = Math.min(other.startUs + other.durationUs, end);
      if (to > from) inside += to - from;
    }
    worst = Math.max(worst, inside);
  }
  return worst;
}

function traffic(
  seed: number,
  count: number,
  profile: RegulatoryProfile,
  frequenciesHz: readonly number[],
  offTime: boolean,
): Sent[] {
  const random = new SeededRandom(seed);
  const ledger = new TransmissionLedger(profile, { offTime, aggregatedDutyCycle: 0.5 });
  const sent: Sent[] = [];
  let now = 0;
  for (let i = 0; i < count; i++) {
    now += uniformInt(random, 4_000_000);
    const transmission: Transmission = {
      frequencyHz: frequenciesHz[uniformInt(random, frequenciesHz.length)]!,
      bandwidthHz: 125_000,
      durationUs: 20_000 + uniformInt(random, 380_000),
    };
    const answer = ledger.whenMayISend(transmission, now);
    assert.ok(answer.ok);
    ledger.record(transmission, answer.value.startUs);
    sent.push({ ...transmission, startUs: answer.value.startUs });
    // Devices wait for their turn; now and then the past is forgotten.
    if (uniformInt(random, 3) === 0) now = Math.max(now, answer.value.startUs);
    if (uniformInt(random, 50) === 0) ledger.prune(now);
  }
  return sent;
}

function byKey<Key>(sent: readonly Sent[], keyOf: (one: Sent) => Key): Map<Key, Sent[]> {
  return Map.groupBy(sent, keyOf);
}

for (const offTime of [false, true]) {
  test(`EN 300 220: random traffic stays within every sub-band's share of any hour${offTime ? ", resting" : ""}`, () => {
    const profile = EU868.regulation[0]!;
    const frequencies = [
      864_100_000, 867_100_000, 868_100_000, 868_300_000, 868_900_000, 869_525_000,
    ];
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const sent = traffic(seed, 300, profile, frequencies, offTime);
        for (const [band, ofBand] of byKey(sent, (s) => findSubBand(profile, s.frequencyHz)!)) {
          assert.ok(worstWindowUs(ofBand, HOUR_US) <= band.dutyCycle * HOUR_US, band.id);
        }
        // The devices asked for more than the law gives, or the test would show nothing.
        const spanUs = sent.at(-1)!.startUs - sent[0]!.startUs;
        assert.ok(spanUs > HOUR_US, "the limits never made anybody wait");
      }),
      { numRuns: 15 },
    );
  });
}

test("FCC 15.247: random traffic never dwells more than 400 ms on a frequency within 20 s", () => {
  const profile = US915.regulation[0]!;
  const frequencies = US915.channels.slice(0, 8).map((channel) => channel.frequencyHz);
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const sent = traffic(seed, 400, profile, frequencies, false);
      let worst = 0;
      for (const [, ofChannel] of byKey(sent, (s) => s.frequencyHz)) {
        worst = Math.max(worst, worstWindowUs(ofChannel, 20_000_000));
      }
      assert.ok(worst <= 400_000, `${worst} µs`);
      assert.ok(worst > 200_000, "the limit was never near");
    }),
    { numRuns: 15 },
  );
});
