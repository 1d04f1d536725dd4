import { CallerError, fromHex } from "@lorats/base";

let secretOf: (key: AesKey) => Uint8Array;

/**
 * A reference to an AES-128 key. It never prints its secret: strings, JSON and inspection show the id, if any.
 * The bytes come out through {@link revealKey} only, which is easy to search for.
 */
export class AesKey {
  readonly #secret: Uint8Array;
  /** Name of the key in a key store; two keys with one id are taken for the same key by caches. */
  readonly id: string | undefined;

  static {
    secretOf = (key) => key.#secret;
    // The hook that Node's `console.log` asks; a plain symbol elsewhere.
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: AesKey): string {
        return this.toString();
      },
    });
  }

  /** @param secret 16 bytes, copied. @throws {CallerError} `LW_BAD_KEY` */
  constructor(secret: Uint8Array, id?: string) {
    if (secret.length !== 16) throw new CallerError("LW_BAD_KEY", "an AES-128 key has 16 bytes");
    // Not `slice`: of a Buffer that would be a view.
    this.#secret = new Uint8Array(secret);
    this.id = id;
  }

  /** @throws {CallerError} `LW_BAD_KEY`, without repeating what was given */
  static fromHex(digits: string, id?: string): AesKey {
    if (!/^[0-9a-fA-F]{32}$/.test(digits)) {
      throw new CallerError("LW_BAD_KEY", "expected a key of 32 hexadecimal digits");
    }
    return new AesKey(fromHex(digits), id);
  }

  /** Compares secrets in a time that does not depend on them. */
  equals(other: AesKey): boolean {
    let difference = 0;
    for (let i = 0; i < 16; i++) difference |= this.#secret[i]! ^ other.#secret[i]!;
    return difference === 0;
  }

  toString(): string {
    return this.id === undefined ? "[key]" : `[key ${this.id}]`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The secret itself, a copy: for a key store that wraps it, or for handing a session key to its owner. */
export function revealKey(key: AesKey): Uint8Array<ArrayBuffer> {
  return new Uint8Array(secretOf(key));
}
