import { uniform, type SeededRandom } from "@lorats/base";
import { ArrivingSignal } from "../../iq/arriving-signal.ts";
import { ChirpSource, type Keying } from "../../iq/chirp-source.ts";
import { PAPER_RATE_HZ } from "./chirp.ts";

/** What the paper's detectors know. */
export const SDR_SETTING = {
  sf: 7,
  bwHz: 125_000,
  sampleRateHz: PAPER_RATE_HZ,
  preambleLength: 8,
  sync: [24, 32] as const,
};

/** The paper's traces start at once; a real amplifier needs some 40 µs. */
const INSTANT: Keying = { leadInS: 0, rampS: 1e-6 };

/** Preambles without noise as a receiver at rest hears them, the world's waveform at the paper's rate. */
export class OnsetBench {
  readonly sf: number;
  readonly #keying: Keying;
  readonly #chirps: number;
  readonly #leadS: number;

  /** @param chirps held after the onset */
  constructor(sf: number, chirps: number, keying: Keying = INSTANT, leadS = 0.002) {
    this.sf = sf;
    this.#keying = keying;
    this.#chirps = chirps;
    this.#leadS = leadS;
  }

  /** Signal power is one. */
  clean(phaseRad: number, random: SeededRandom, biasHz = 0): { iq: Float32Array; onsetS: number } {
    const { sf } = this;
    const onsetS = this.#leadS + 0.0005 * uniform(random);
    const samples =
      64 * Math.ceil(((onsetS + (this.#chirps * 2 ** sf) / 125_000) * PAPER_RATE_HZ) / 64);
    const iq = new Float32Array(2 * samples);
    const source = new ChirpSource(
      { sf, bwHz: 125_000, symbols: [0], preambleLength: 8, syncWord: 0x34, invertIq: false },
      this.#keying,
    );
    const arrival = {
      source,
      onsetS,
      carrierHz: 0,
      biasHz,
      driftHzPerS: 0,
      epochS: 0,
      clock: 0,
      clockDriftPerS: 0,
      phaseRad,
      walkRad2PerS: 0,
      powerDbm: 0,
    };
    const span = { startS: 0, stepS: 1 / PAPER_RATE_HZ, tunedHz: 0, gain: 1 };
    new ArrivingSignal(arrival, random).addTo(iq, span);
    return { iq, onsetS };
  }
}
