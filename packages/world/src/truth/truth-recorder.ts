import { dateAt, formatInstant, toHex, type Clock } from "@lorats/base";
import { clockError, type Antenna, type Transmission } from "../air/transmission.ts";
import { JsonLines } from "./json-lines.ts";

/**
 * Writes down what really happened: in `truth.jsonl` every frame, in `truth-iq.jsonl` what came in at SDRs, in
 * `truth-attacks.jsonl` what attackers did, in `truth-devices.jsonl` what devices received. Evaluation reads these files;
 * the product cannot.
 */
export class TruthRecorder implements Antenna {
  readonly id = "truth";
  readonly place = { eastM: 0, northM: 0, upM: 0 };
  readonly iq: JsonLines;
  readonly attacks: JsonLines;
  readonly devices: JsonLines;
  readonly #clock: Clock;
  readonly #frames: JsonLines;

  /** @param failed told when a file can no longer be written; the world goes on without that line */
  constructor(folder: string, clock: Clock, failed?: (error: Error) => void) {
    this.#clock = clock;
    this.#frames = new JsonLines(folder, "truth.jsonl", failed);
    this.iq = new JsonLines(folder, "truth-iq.jsonl", failed);
    this.attacks = new JsonLines(folder, "truth-attacks.jsonl", failed);
    this.devices = new JsonLines(folder, "truth-devices.jsonl", failed);
  }

  onAir(sent: Transmission): void {
    const onset = dateAt(this.#clock, sent.startNs);
    this.#frames.write({
      onset: formatInstant(onset),
      end: formatInstant(onset + (sent.endNs - sent.startNs)),
      sender: sent.sender,
      freqHz: sent.freqHz,
      sf: sent.sf,
      bwHz: sent.bwHz,
      powerDbm: sent.powerDbm,
      invertIq: sent.invertIq,
      biasHz: sent.biasHz,
      clockPpm: clockError(sent) * 1e6,
      phyPayload: toHex(sent.phyPayload),
    });
  }

  async close(): Promise<void> {
    const files = [this.#frames, this.iq, this.attacks, this.devices];
    await Promise.all(files.map((file) => file.close()));
  }
}
