import { CallerError, type KeyId } from "@lorats/base";

export const SECRET_BYTES = 16;

/** 16-byte secrets by id, side by side in one array: as objects of their own they would take ten times the room. */
export class Secrets {
  readonly #at = new Map<KeyId, number>();
  readonly #free: number[] = [];
  #bytes = new Uint8Array(64 * SECRET_BYTES);

  get size(): number {
    return this.#at.size;
  }

  has(id: KeyId): boolean {
    return this.#at.has(id);
  }

  /** A view that holds until the next change. */
  get(id: KeyId): Uint8Array | undefined {
    const at = this.#at.get(id);
    return at === undefined ? undefined : this.#bytes.subarray(at, at + SECRET_BYTES);
  }

  /** @throws {CallerError} `LW_BAD_KEY` unless it has 16 bytes */
  set(id: KeyId, secret: Uint8Array): void {
    if (secret.length !== SECRET_BYTES) {
      throw new CallerError("LW_BAD_KEY", "an AES-128 key has 16 bytes");
    }
    const at = this.#at.get(id) ?? this.#free.pop() ?? this.#at.size * SECRET_BYTES;
    if (at >= this.#bytes.length) this.#grow();
    this.#at.set(id, at);
    this.#bytes.set(secret, at);
  }

  /** Forgets a secret and overwrites it. */
  delete(id: KeyId): void {
    const at = this.#at.get(id);
    if (at === undefined) return;
    this.#at.delete(id);
    this.#bytes.fill(0, at, at + SECRET_BYTES);
    this.#free.push(at);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes.fill(0);
    this.#bytes = larger;
  }
}
