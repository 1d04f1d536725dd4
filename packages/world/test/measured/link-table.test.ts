import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { drawArrivalError, receivedShare, sensitivityDb } from "../../src/measured/link-table.ts";
import { LINKS } from "../../src/measured/links.gen.ts";
import { loraBlocks } from "../../src/measured/lora-blocks.ts";
import { snrFloorDb } from "../../src/air/link.ts";
import { CHIP_RECEPTION, LORATS_RECEPTION } from "../../src/air/reception.ts";
import { assertTied } from "../support/link-tie.ts";

const SFS = [7, 8, 9, 10, 11, 12];

describe("link table", () => {
  it("says where it comes from, and counts every frame once", () => {
    assert.match(LINKS.source, /measure\.ts links/);
    for (const sf of SFS) {
      for (const { trials, missed, sighted, header, received } of LINKS.cells[sf]!) {
        assert.equal(missed + sighted + header + received, trials);
      }
    }
  });

  it("ties to fresh frames through the samples: at the edge, above it, and at another length", (t) => {
    for (const tie of [
      { sf: 7, snrDb: -8.5, bytes: 20, trials: 60 },
      { sf: 7, snrDb: -4.5, bytes: 20, trials: 30 },
      { sf: 7, snrDb: -7.5, bytes: 51, trials: 40 },
      { sf: 9, snrDb: -11, bytes: 20, trials: 12 },
    ]) {
      t.diagnostic(`figure: ${assertTied(tie)}`);
    }
  });

  it("is sure of strong frames and of weak ones; long frames are lost first", () => {
    for (const sf of SFS) {
      const floor = snrFloorDb(sf);
      assert.equal(receivedShare(sf, floor + 20, 20), 1);
      assert.equal(receivedShare(sf, floor - 12, 20), 0);
      const edge = sensitivityDb(sf);
      assert.ok(receivedShare(sf, edge, 10) >= receivedShare(sf, edge, 200));
      assert.ok(Math.abs(receivedShare(sf, edge, LINKS.bytes) - 0.9) < 0.02);
      // Ours is a little better than the chips' makers promise of theirs.
      assert.ok(edge > floor - 5 && edge < floor + 1, `SF${sf}: ${edge}`);
    }
  });

  it("lets chips lose one in ten at their floor, and say nothing of preambles", () => {
    for (const sf of SFS) {
      assert.ok(Math.abs(CHIP_RECEPTION.received(sf, snrFloorDb(sf), LINKS.bytes) - 0.9) < 0.02);
      assert.equal(CHIP_RECEPTION.sighted(sf, 10), 0);
      assert.equal(LORATS_RECEPTION.sighted(sf, snrFloorDb(sf) + 20), 1);
    }
  });

  it("keeps outliers: far below the claims of most there are errors of a symbol", () => {
    const random = new SeededRandom(3);
    const onsets = (snrDb: number, isReceived: boolean) =>
      Array.from(
        { length: 3000 },
        () => drawArrivalError({ sf: 7, snrDb, bytes: 20, isReceived }, random).onsetNs,
      );
    const wild = onsets(-9.5, false).filter(({ error, sd }) => Math.abs(error) > 6 * sd);
    assert.ok(wild.length > 30, `${wild.length}`);
    assert.ok(wild.some(({ error }) => Math.abs(error) > 1e5));
    assert.ok(onsets(12, true).every(({ error }) => Math.abs(error) < 2000));
  });

  it("counts code blocks as the data sheet does", () => {
    // SX1276, SF7, 20 bytes, CRC, header: ⌈(160 − 28 + 28 + 16) / 28⌉.
    assert.equal(loraBlocks(7, 20), 7);
    assert.equal(loraBlocks(12, 20), Math.ceil((160 - 48 + 44) / 40));
    assert.equal(loraBlocks(12, 1), 1);
  });
});
