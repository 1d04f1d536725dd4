import { createCipheriv, createDecipheriv } from "node:crypto";
import type { TenantDocument } from "@lorats/api";
import { CallerError, type Random } from "@lorats/base";
import { argon2id } from "../auth/password.ts";
import { canonical } from "./canonical.ts";
import type { Fields, Item } from "./kind.ts";

type Derivation = NonNullable<TenantDocument["secrets"]>;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Somebody may guess at a file for years: several times what a sign-in costs. */
const COST = { memoryKib: 65_536, passes: 3 } as const;

/**
 * Seals the secrets of a document's items with AES-256-GCM under a key that argon2id derives from a passphrase. What an item
 * says in plain text is bound to its secrets: a target that somebody changed does not get another target's token.
 */
export class ItemSeal {
  readonly derivation: Derivation;
  readonly #key: Uint8Array;

  private constructor(derivation: Derivation, key: Uint8Array) {
    this.derivation = derivation;
    this.#key = key;
  }

  static async create(passphrase: string, random: Random): Promise<ItemSeal> {
    const salt = Buffer.from(random.bytes(SALT_BYTES)).toString("base64");
    return ItemSeal.of(passphrase, { derivation: "argon2id", ...COST, salt });
  }

  static async of(passphrase: string, derivation: Derivation): Promise<ItemSeal> {
    const { memoryKib, passes, salt } = derivation;
    const cost = { memoryKib, passes, lanes: 1, tagBytes: KEY_BYTES };
    return new ItemSeal(derivation, await argon2id(passphrase, Buffer.from(salt, "base64"), cost));
  }

  seal(list: string, { id, fields, secrets }: Item, random: Random): string {
    const nonce = random.bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(bound(list, id, fields));
    const text = cipher.update(JSON.stringify(secrets), "utf8");
    return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]).toString("base64");
  }

  /** @throws {CallerError} `IMPORT_SEAL` */
  open(list: string, id: string, fields: Fields, sealed: string): Fields {
    const bytes = Buffer.from(sealed, "base64");
    const end = bytes.length - TAG_BYTES;
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAAD(bound(list, id, fields));
      decipher.setAuthTag(bytes.subarray(end));
      const opened = [decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()];
      return JSON.parse(Buffer.concat(opened).toString("utf8")) as Fields;
    } catch {
      const what = "another passphrase, or the item was changed since its secrets were sealed";
      throw new CallerError("IMPORT_SEAL", what);
    }
  }
}

function bound(list: string, id: string, fields: Fields): Buffer {
  return Buffer.from(canonical([list, id, fields]));
}
