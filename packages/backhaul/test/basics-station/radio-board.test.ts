import assert from "node:assert/strict";
import { test } from "node:test";
import { planRadioBoard } from "@lorats/backhaul";
import { CallerError } from "@lorats/base";
import fc from "fast-check";

const EU868 = [868.1, 868.3, 868.5, 867.1, 867.3, 867.5, 867.7, 867.9].map((mhz) =>
  Math.round(mhz * 1e6),
);

test("EU868's eight channels, the 250 kHz one and FSK fit on two radios", () => {
  const board = planRadioBoard({
    multiSfHz: EU868,
    loraStd: { freqHz: 868_300_000, bwHz: 250_000, sf: 7 },
    fskHz: 868_800_000,
  });
  assert.deepEqual(board.radios, [{ freqHz: 867_500_000 }, { freqHz: 868_450_000 }]);
  assert.deepEqual(board.multiSf[0], { radio: 1, ifHz: -350_000 });
  assert.deepEqual(board.multiSf[3], { radio: 0, ifHz: -400_000 });
  assert.deepEqual(board.loraStd, { radio: 1, ifHz: -150_000, bwHz: 250_000, sf: 7 });
  assert.deepEqual(board.fsk, { radio: 1, ifHz: 350_000 });
});

test("a sub-band of US915 fits with its 500 kHz channel, as Semtech's own configuration places it", () => {
  const multiSfHz = Array.from({ length: 8 }, (_, i) => 903_900_000 + i * 200_000);
  const board = planRadioBoard({
    multiSfHz,
    loraStd: { freqHz: 904_600_000, bwHz: 500_000, sf: 8 },
  });
  assert.deepEqual(board.radios[0], { freqHz: 904_300_000 });
  assert.deepEqual(board.loraStd, { radio: 0, ifHz: 300_000, bwHz: 500_000, sf: 8 });
});

test("whatever is placed lies within its radio's 925 kHz, at its own frequency", () => {
  const offsets = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 });
  let placed = 0;
  fc.assert(
    fc.property(offsets, (offsets) => {
      const multiSfHz = offsets.map((offset) => 902_300_000 + offset * 100_000);
      const span = Math.max(...multiSfHz) - Math.min(...multiSfHz);
      try {
        const { radios, multiSf } = planRadioBoard({ multiSfHz });
        for (const [i, { radio, ifHz }] of multiSf.entries()) {
          assert.equal(radios[radio]!.freqHz + ifHz, multiSfHz[i]);
          assert.ok(Math.abs(ifHz) <= 400_000);
        }
        placed++;
      } catch (error) {
        assert.ok(error instanceof CallerError);
        assert.ok(span > 800_000, "one radio would have done");
      }
    }),
  );
  assert.ok(placed > 20);
});

test("more than two radios can hold, more than eight, and nothing at all are refused", () => {
  for (const multiSfHz of [
    [868_000_000, 869_000_000, 870_000_000],
    EU868.concat(869_000_000),
    [],
  ]) {
    assert.throws(() => planRadioBoard({ multiSfHz }), CallerError);
  }
});
