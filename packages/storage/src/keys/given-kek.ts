import { CallerError } from "@lorats/base";
import type { KekSource } from "./kek-source.ts";
import { type SealingKey, sealingKey } from "./seal.ts";

/**
 * A key-encryption key that somebody else keeps and hands over at every start, as a variable of the environment. While keys
 * are being wrapped anew the next one is handed over with it: whichever fits is used.
 */
export class GivenKek implements KekSource {
  readonly place: string;
  readonly #current: SealingKey;
  readonly #next: SealingKey | undefined;

  /** @param current 32 bytes, as `next`; @throws {CallerError} `KEY_BAD_KEK` */
  constructor(current: Uint8Array, next?: Uint8Array, place = "the key given") {
    this.place = place;
    this.#current = sealingKey(current);
    this.#next = next && sealingKey(next);
  }

  async candidates(): Promise<readonly SealingKey[]> {
    return this.#next ? [this.#current, this.#next] : [this.#current];
  }

  async prepareNext(): Promise<SealingKey> {
    if (this.#next) return this.#next;
    throw new CallerError(
      "KEY_NO_NEXT_KEK",
      "no next key-encryption key was given: set keys.next_kek",
    );
  }

  settle(): void {}
}
