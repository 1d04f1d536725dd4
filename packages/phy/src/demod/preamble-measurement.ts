import type { ChirpWindow } from "./chirp-window.ts";
import type { IqHistory } from "./iq-history.ts";
import { chirpEvidence, preambleRun } from "./preamble-run.ts";
import type { SfdGuess } from "./sfd-search.ts";
import { type Synchronisation, evennessOf } from "./synchronisation.ts";
import { PARTS, residualBins, tonePhase, tonePower } from "./tone-parts.ts";

/** The up-chirps that amplitude and noise are taken from. */
const UPS = 5;
// Preamble, sync word and SFD come from one transmitter: their powers may differ by this much only.
const POWER_RATIO = 5;
// Five up-chirps of noise give about 5; whatever has fewer than four up-chirps in a row is data.
const LEAST_UP_SHARE = 28;
const LEAST_PREAMBLE = 4;
// A symbol of this power over the preamble's belongs to another frame.
const TOO_STRONG = 1.6;
const SYNC_STEP = 8;
// Share of each chirp's residual that the next one is corrected by.
const FOLLOW = 0.25;

/** Measures a preamble whose SFD has been placed: its length, sync word, power, and how well its chirps go together. */
export class PreambleMeasurement {
  readonly #window: ChirpWindow;
  readonly #parts = new Float64Array(2 * PARTS);
  readonly #correlation: Float32Array;
  readonly #powers: number[] = [];
  readonly #phases: number[] = [];
  readonly #noises: number[] = [];

  constructor(window: ChirpWindow) {
    this.#window = window;
    this.#correlation = new Float32Array(2 * window.chips);
  }

  /**
   * Null when powers do not go together, or too few chirps are there.
   *
   * @param chips chips of receiver time that a symbol lasts
   * @param cleaned another frame was taken out of the stream there
   */
  run(history: IqHistory, at: SfdGuess, chips: number, cleaned: boolean): Synchronisation | null {
    const { samples, samplesPerChip } = this.#window;
    const { sfdChip, bins, score } = at;
    const downs = [0, 1].map((i) => {
      const at = sfdChip + i * chips;
      const energy = this.#window.parts(history, at, bins, true, PARTS, this.#parts);
      const power = tonePower(this.#parts, 0);
      return { power, noise: energy - power / samples };
    });
    const downPower = (downs[0].power + downs[1].power) / 2;
    const powers = this.#powers;
    powers.length = 0;
    this.#phases.length = 0;
    this.#noises.length = 0;
    let reference = 0;
    let noise = 0;
    let share = 0;
    let weak = 0;
    let aside = 0;
    const one = [this.#parts];
    for (let i = 0; weak < 4; i++) {
      const chip = sfdChip - (i + 3) * chips;
      if (chip * samplesPerChip < history.start) break;
      const energy = this.#window.parts(history, chip, bins + aside, false, PARTS, this.#parts);
      const power = Math.max(
        tonePower(this.#parts, -2),
        tonePower(this.#parts, 0),
        tonePower(this.#parts, 2),
      );
      // A drifting carrier, or a clock that is not its own, moves early chirps away from the late ones.
      if (i < UPS || power > 0.3 * reference) aside += FOLLOW * residualBins(one, 2);
      powers.push(power);
      this.#phases.push(tonePhase(this.#parts));
      this.#noises.push(Math.max(0, energy - power / samples));
      if (i < UPS) {
        reference += power / UPS;
        noise += Math.max(0, energy - power / samples) / UPS / samples;
        share += energy > 0 ? power / energy : 0;
      } else weak = power < 0.3 * reference ? weak + 1 : 0;
    }
    const first = this.#syncSymbol(history, sfdChip - 2 * chips, bins, reference);
    const second = this.#syncSymbol(history, sfdChip - chips, bins, reference);
    const syncPower = (first.power + second.power) / 2;
    if (share < LEAST_UP_SHARE) return null;
    if (!isAlike(downPower, reference) || !isAlike(syncPower, reference)) return null;
    const floor = Math.max(noise, (1e-4 * reference) / samples / samples);
    const local = this.#noises.map((each) => Math.max(each, floor * samples));
    const preambleLength = preambleRun(powers, this.#phases, local, reference, cleaned);
    if (preambleLength < LEAST_PREAMBLE) return null;
    const amplitude = Math.sqrt(Math.max(0, reference / samples - noise) / samples);
    const syncSymbols: [number, number] = [first.symbol, second.symbol];
    const start = [...downs, first, second];
    const evenness = evennessOf([...powers.slice(0, UPS), ...start.map((each) => each.power)]);
    let evidence = 0;
    for (const each of downs) {
      const beside = Math.max(each.noise, floor * samples);
      // Searching finds powers above the expected one; they say no more than that.
      evidence += Math.min(chirpEvidence(each.power, reference, beside), reference / beside);
    }
    return {
      sfdChip,
      bins,
      preambleLength,
      syncSymbols,
      score,
      evidence,
      evenness,
      amplitude,
      noise,
    };
  }

  /** The nibble's symbol with most power at `chip`, but not one that is too strong to be of the chirps of power `reference`. */
  #syncSymbol(history: IqHistory, chip: number, bins: number, reference: number): SyncSymbol {
    const c = this.#correlation;
    this.#window.correlate(history, chip, bins, c);
    const best = { symbol: 0, power: 0, noise: 0 };
    let total = 0;
    for (let i = 0; i < c.length; i++) total += c[i] * c[i];
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let nibble = 0; nibble < 16; nibble++) {
      const symbol = (nibble * SYNC_STEP) % this.#window.chips;
      const power = c[2 * symbol] ** 2 + c[2 * symbol + 1] ** 2;
      const score = Math.min(power, reference) - Math.max(0, power - TOO_STRONG * reference);
      if (score <= bestScore) continue;
      bestScore = score;
      best.symbol = symbol;
      best.power = power;
    }
    best.noise = (total - best.power) / (this.#window.chips - 1);
    return best;
  }
}

interface SyncSymbol {
  readonly symbol: number;
  readonly power: number;
  /** Mean power of the other symbols. */
  readonly noise: number;
}

function isAlike(a: number, b: number): boolean {
  return a < POWER_RATIO * b && b < POWER_RATIO * a;
}
