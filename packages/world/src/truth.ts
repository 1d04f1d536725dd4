import { createWriteStream, type WriteStream } from "node:fs";
import path from "node:path";
import { formatInstant, toHex, type Clock } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";
import { clockError, type Antenna, type Transmission } from "./air/transmission.ts";

/** The files are a line each; whoever dies mid-line leaves one broken line at most. */
class JsonLines {
  readonly #out: WriteStream;

  constructor(folder: string, name: string) {
    makeDirectory(folder, 0o700);
    this.#out = createWriteStream(path.join(folder, name), { flags: "a" });
    this.#out.on("error", () => {});
  }

  write(line: Readonly<Record<string, unknown>>): void {
    this.#out.write(`${JSON.stringify(line)}\n`);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#out.end(resolve));
  }
}

/**
 * Writes down what really happened: in `truth.jsonl` every frame, in `truth-iq.jsonl` what came in at SDRs, in
 * `truth-attacks.jsonl` what attackers did. Evaluation reads these files; the product cannot.
 */
export class TruthRecorder implements Antenna {
  readonly id = "truth";
  readonly place = { eastM: 0, northM: 0, upM: 0 };
  readonly iq: JsonLines;
  readonly attacks: JsonLines;
  readonly #clock: Clock;
  readonly #frames: JsonLines;

  constructor(folder: string, clock: Clock) {
    this.#clock = clock;
    this.#frames = new JsonLines(folder, "truth.jsonl");
    this.iq = new JsonLines(folder, "truth-iq.jsonl");
    this.attacks = new JsonLines(folder, "truth-attacks.jsonl");
  }

  onAir(sent: Transmission): void {
    const toUtc = this.#clock.now() - this.#clock.monotonic();
    this.#frames.write({
      onset: formatInstant(toUtc + sent.startNs),
      end: formatInstant(toUtc + sent.endNs),
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
    await Promise.all([this.#frames.close(), this.iq.close(), this.attacks.close()]);
  }
}
