import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { COLLISION_MODELS } from "../../src/air/collision.ts";
import { collide } from "../../src/air/collision-model.ts";
import { interSfDb } from "../../src/air/interference.ts";
import { COLLISIONS } from "../../src/measured/collisions.gen.ts";
import { INTER_SF } from "../../src/measured/inter-sf.gen.ts";
import { measureCollision, measureInterSf } from "../../src/measured/measure-interference.ts";
import { FALSE_ALARM, fisher } from "../support/two-samples.ts";

const FRESH = 10;
/** Lag in symbols and ratio, with and without a winner. */
const CELLS = [
  [2, 8],
  [2, -8],
  [6, 0],
  [14, -4],
] as const;

describe("measured collisions of one spreading factor", () => {
  it("say where they come from", () => {
    assert.match(COLLISIONS.source, /measure\.ts collisions/);
    assert.match(INTER_SF.source, /measure\.ts inter-sf/);
  });

  for (const sf of [7, 9]) {
    it(`tie to fresh collisions at SF${sf}, in symbols and decibels`, () => {
      const random = new SeededRandom(4400 + sf);
      for (const [lag, ratio] of sf === 7 ? CELLS : CELLS.slice(1, 2)) {
        const fresh = measureCollision(lag, ratio, FRESH, random, sf);
        const kept = COLLISIONS.cells.find((c) => c.lagSymbols === lag && c.ratioDb === ratio)!;
        for (const what of ["earlier", "later", "earlierSighted", "laterSighted"] as const) {
          const p = fisher(fresh[what], FRESH, kept[what], kept.trials);
          const where = `${what} at ${lag} symbols, ${ratio} dB: ${fresh[what]} of ${FRESH}`;
          assert.ok(p > FALSE_ALARM, `${where}, the table ${kept[what]} of ${kept.trials}`);
        }
      }
    });
  }

  it("become a model whose every cell is its more frequent fate", () => {
    const model = COLLISION_MODELS.lorats;
    for (const { lagSymbols, ratioDb, earlier, later, trials } of COLLISIONS.cells) {
      const fates = collide(model, lagSymbols, 50, ratioDb);
      assert.equal(fates.earlier === "received", earlier >= trials / 2);
      assert.equal(fates.later === "received", later >= trials / 2);
    }
  });
});

describe("measured interference between spreading factors", () => {
  it("ties to fresh frames: four decibels on either side of the threshold decide", () => {
    const random = new SeededRandom(4500);
    for (const [wanted, other] of [
      [7, 8],
      [8, 10],
    ] as const) {
      const at = interSfDb(wanted, other);
      const above = measureInterSf(wanted, other, at + 4, 6, random);
      const below = measureInterSf(wanted, other, at - 4, 6, random);
      assert.ok(above >= 0.6 && below <= 0.4, `SF${wanted} beside SF${other}: ${above} ${below}`);
    }
  });

  it("grows with the spreading factor that is wanted, as its gain does", () => {
    for (const [i, row] of INTER_SF.thresholdDb.entries()) {
      const mean = row.filter((_, j) => j !== i).reduce((sum, x) => sum + x, 0) / 5;
      assert.ok(mean < -6 && mean > -36, `SF${7 + i}: ${mean}`);
    }
    assert.ok(interSfDb(12, 7) < interSfDb(7, 12));
  });
});
