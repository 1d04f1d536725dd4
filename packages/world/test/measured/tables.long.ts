import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { interSfDb } from "../../src/air/interference.ts";
import { snrFloorDb } from "../../src/air/link.ts";
import { COLLISIONS } from "../../src/measured/collisions.gen.ts";
import { measureCollision, measureInterSf } from "../../src/measured/measure-interference.ts";
import { assertTied } from "../support/link-tie.ts";
import { FALSE_ALARM, fisher } from "../support/two-samples.ts";

const SFS = [7, 8, 9, 10, 11, 12];
/** Frames a cell, SF7 … SF12. */
const TRIALS = [200, 150, 100, 70, 40, 25];

describe("what the frame level draws from, against fresh samples", () => {
  for (const [i, sf] of SFS.entries()) {
    it(`receptions and errors at SF${sf}, from below its edge to far above`, (t) => {
      for (const margin of [-2.5, -1, 0.7, 4, 15]) {
        for (const bytes of [20, 64]) {
          const snrDb = snrFloorDb(sf) + margin;
          const trials = bytes === 20 ? TRIALS[i]! : Math.ceil(TRIALS[i]! / 3);
          t.diagnostic(`figure: ${assertTied({ sf, snrDb, bytes, trials })}`);
        }
      }
    });
  }

  it("collisions at SF7, SF8 and SF9", () => {
    for (const sf of [7, 8, 9]) {
      const random = new SeededRandom(9900 + sf);
      for (const kept of COLLISIONS.cells.filter((_, n) => n % 23 === sf)) {
        const { lagSymbols, ratioDb, trials } = kept;
        const fresh = measureCollision(lagSymbols, ratioDb, trials, random, sf);
        for (const what of ["earlier", "later", "earlierSighted", "laterSighted"] as const) {
          const p = fisher(fresh[what], trials, kept[what], trials);
          const where = `SF${sf}, ${what} at ${lagSymbols} symbols, ${ratioDb} dB`;
          assert.ok(p > FALSE_ALARM, `${where}: ${fresh[what]} and ${kept[what]} of ${trials}`);
        }
      }
    }
  });

  it("interference of every pair of spreading factors", () => {
    const random = new SeededRandom(9950);
    for (const wanted of SFS) {
      for (const other of SFS) {
        if (other === wanted) continue;
        const at = interSfDb(wanted, other);
        const above = measureInterSf(wanted, other, at + 5, 6, random);
        const below = measureInterSf(wanted, other, at - 5, 6, random);
        const where = `SF${wanted} beside SF${other} at ${at} dB`;
        assert.ok(above >= 0.5 && below <= 0.5, `${where}: ${above} ${below}`);
      }
    }
  });
});
