import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import path from "node:path";
import { formatInstant, toHex, type Clock } from "@lorats/base";
import type { Heard, Receiver, Transmission } from "./air/transmission.ts";

/**
 * Listens to everything and writes down what really happened, one JSON line a frame. Evaluation reads this file;
 * the product cannot.
 */
export class TruthRecorder implements Receiver {
  readonly id = "truth";
  readonly place = { eastM: 0, northM: 0, upM: 0 };
  readonly noiseFigureDb = -300;
  readonly #clock: Clock;
  readonly #out: WriteStream;

  constructor(folder: string, clock: Clock) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#clock = clock;
    this.#out = createWriteStream(path.join(folder, "truth.jsonl"), { flags: "a" });
    this.#out.on("error", () => {});
  }

  listensTo(): boolean {
    return true;
  }

  hear({ transmission }: Heard): void {
    this.#out.write(`${JSON.stringify(this.#line(transmission))}\n`);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#out.end(resolve));
  }

  #line(sent: Transmission): Record<string, unknown> {
    const toUtc = this.#clock.now() - this.#clock.monotonic();
    return {
      onset: formatInstant(toUtc + sent.startNs),
      end: formatInstant(toUtc + sent.endNs),
      sender: sent.sender,
      freqHz: sent.freqHz,
      sf: sent.sf,
      bwHz: sent.bwHz,
      powerDbm: sent.powerDbm,
      invertIq: sent.invertIq,
      biasHz: sent.biasHz,
      phyPayload: toHex(sent.phyPayload),
    };
  }
}
