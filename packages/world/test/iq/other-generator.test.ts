import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fromHex, SeededRandom } from "@lorats/base";
import { encodeFrame, loraParams } from "@lorats/phy";
import type { Transmission } from "../../src/air/transmission.ts";
import { FINE_RADIO } from "../../src/iq/front-end.ts";
import { frameArrival } from "../../src/iq/frame-arrival.ts";
import { QUANTUM, SdrReceiver } from "../../src/iq/sdr-receiver.ts";

const BW_HZ = 125_000;
const FREQ_HZ = 868_100_000;
/** Silence before the frame, samples. */
const LEAD = 3000;

interface Reference {
  readonly sf: number;
  readonly payload: string;
  readonly symbols: readonly number[];
}

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/gr-lora-sdr/${name}`, import.meta.url));
}

/** A frame as the world sends it and a clean receiver takes it down, so loud that its noise does not count. */
function ours(payload: string, sf: number, rateHz: number, samples: number): Float32Array {
  const random = new SeededRandom(1);
  const sdr = new SdrReceiver(() => 0, random, FINE_RADIO);
  sdr.set({ centreHz: FREQ_HZ, rateHz, gainTenthsDb: 0 });
  const sent: Transmission = {
    sender: "device",
    place: { eastM: 0, northM: 0, upM: 0 },
    phyPayload: fromHex(payload),
    freqHz: FREQ_HZ,
    sf,
    bwHz: BW_HZ,
    powerDbm: 14,
    invertIq: false,
    startNs: 0n,
    endNs: 0n,
    biasHz: 0,
  };
  sdr.arrive(frameArrival(sent, { onsetS: LEAD / rateHz, powerDbm: -20 }, random));
  const iq = new Float32Array(2 * QUANTUM * Math.ceil((LEAD + samples) / QUANTUM));
  for (let at = 0; at < iq.length; at += 2 * QUANTUM) iq.set(sdr.renderIq(), at);
  return iq;
}

/** Magnitude of the normalised correlation of two waveforms, the second taken from sample `from` on. */
function likeness(theirs: Int8Array, iq: Float32Array, from: number): number {
  let re = 0;
  let im = 0;
  let a = 0;
  let b = 0;
  for (let i = 0; i < theirs.length; i += 2) {
    const [x, y] = [theirs[i]!, theirs[i + 1]!];
    const [u, v] = [iq[2 * from + i]!, iq[2 * from + i + 1]!];
    re += x * u + y * v;
    im += x * v - y * u;
    a += x * x + y * y;
    b += u * u + v * v;
  }
  return Math.hypot(re, im) / Math.sqrt(a * b);
}

describe("gr-lora_sdr's transmitter and the world's", () => {
  for (const [sf, samplesPerChip, payload] of [
    [7, 4, "40aabbccdd0001000a0102030405060708"],
    [9, 2, "4001020304000200f1e2d3"],
  ] as const) {
    it(`send one waveform at SF${sf}, from the first chirp to the last`, (t) => {
      const theirs = new Int8Array(fixture(`sf${sf}.cs8`));
      const iq = ours(payload, sf, samplesPerChip * BW_HZ, theirs.length / 2);
      const alike = likeness(theirs, iq, LEAD);
      t.diagnostic(`figure: normalised correlation ${alike.toFixed(4)} over the whole frame`);
      // Ours is band-limited, turns its corners softly and has a transmitter's phase noise; theirs is ideal.
      assert.ok(alike > 0.995, `${alike}`);
      // A sample off, or one wrong symbol, is noticed.
      assert.ok(likeness(theirs, iq, LEAD + 1) < 0.92 && likeness(theirs, iq, LEAD - 1) < 0.92);
      const other = ours(
        payload.replace(/..$/, "ff"),
        sf,
        samplesPerChip * BW_HZ,
        theirs.length / 2,
      );
      assert.ok(likeness(theirs, other, LEAD) < 0.975);
    });
  }

  it("send the same symbols at every spreading factor", () => {
    const references = JSON.parse(fixture("symbols.json").toString()) as Reference[];
    assert.deepEqual([...new Set(references.map(({ sf }) => sf))], [7, 8, 9, 10, 11, 12]);
    for (const { sf, payload, symbols } of references) {
      const made = encodeFrame(loraParams(sf, BW_HZ, { crc: true }), fromHex(payload));
      assert.deepEqual([...made], symbols, `SF${sf}`);
    }
  });
});
