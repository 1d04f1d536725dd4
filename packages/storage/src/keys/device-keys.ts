import { randomBytes } from "node:crypto";
import type { KeyId, KeyStore, LoratsError, TenantId } from "@lorats/base";
import { sealingKey, type SealingKey } from "./seal.ts";

const KEY_BYTES = 32;
const REMEMBERED = 50_000;

export type KeysOfDevices = ReadonlyMap<string, SealingKey>;

/**
 * A data key for each device, under which what it says is sealed. It has the device's id, is made when the device first says
 * something, and what it sealed is erased by destroying it.
 */
export class DeviceKeys {
  readonly #store: KeyStore;
  readonly #atHand = new Map<string, SealingKey>();
  #destructions = 0;

  constructor(store: KeyStore) {
    this.#store = store;
  }

  /** The keys of these devices when all are at hand, otherwise absent: then `find` or `make` brings them. */
  atHand(devices: Iterable<string>): KeysOfDevices | undefined {
    const keys = new Map<string, SealingKey>();
    for (const device of devices) {
      const key = this.#atHand.get(device);
      if (!key) return undefined;
      keys.set(device, key);
    }
    return keys;
  }

  /** The keys that exist, in one request. */
  async find(devices: Iterable<string>): Promise<KeysOfDevices> {
    const wanted = new Set(devices);
    const keys = new Map<string, SealingKey>();
    const missing: KeyId[] = [];
    for (const device of wanted) {
      const key = this.#atHand.get(device);
      if (key) keys.set(device, key);
      else missing.push(device as KeyId);
    }
    const destructions = this.#destructions;
    for (const [device, secret] of await this.#store.get(missing)) {
      const key = sealingKey(secret);
      secret.fill(0);
      keys.set(device, key);
      // What was read before a destruction must not outlive it here.
      if (destructions === this.#destructions) this.#remember(device, key);
    }
    return keys;
  }

  /** A key for each device; makes those that do not exist, durably. */
  async make(devices: ReadonlyMap<string, TenantId>): Promise<KeysOfDevices> {
    for (;;) {
      const keys = await this.find(devices.keys());
      const fresh = [...devices].filter(([device]) => !keys.has(device));
      if (fresh.length === 0) return keys;
      try {
        await this.#store.put(
          fresh.map(([device, tenantId]) => ({
            id: device as KeyId,
            tenantId,
            kind: "device-data",
            secret: randomBytes(KEY_BYTES),
          })),
        );
      } catch (error) {
        // Somebody else was first with one of them: then theirs it is.
        if ((error as LoratsError).code !== "KEY_EXISTS") throw error;
      }
    }
  }

  /** Nothing that these devices said before can be read again. */
  async destroy(devices: readonly string[]): Promise<void> {
    await this.#store.destroy(devices as readonly KeyId[]);
    this.#destructions++;
    for (const device of devices) this.#atHand.delete(device);
  }

  #remember(device: string, key: SealingKey): void {
    this.#atHand.set(device, key);
    if (this.#atHand.size > REMEMBERED) this.#atHand.delete(this.#atHand.keys().next().value!);
  }
}
