import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { ltsReportIsAuthentic, type GatewayUplink, type HmacSha256 } from "@lorats/backhaul";
import type { KeyId, KeyStore } from "@lorats/base";
import type { Authentication, Gateway } from "@lorats/network";

const MAX_KEYS = 10_000;

/** Frames that are equally well proven to come from their gateway. */
export interface ProvenUplinks {
  readonly authentication: Authentication;
  readonly uplinks: readonly GatewayUplink[];
}

/** The keys with which gateways vouch for what their SDR saw. */
export class LtsKeys {
  readonly #keys: KeyStore;
  readonly #hmacs = new Map<KeyId, HmacSha256>();

  constructor(keys: KeyStore) {
    this.#keys = keys;
  }

  /**
   * Sorts frames by whether their `lts` carries the MAC of the gateway's key. What a wrong MAC stands on is forged or
   * damaged: the frame stays, its `lts` goes, and `refused` hears of it. Without a key nothing can be told, at once.
   */
  prove(
    gateway: Gateway,
    uplinks: readonly GatewayUplink[],
    otherwise: Authentication,
    refused: (reason: string) => void,
  ): readonly ProvenUplinks[] | Promise<readonly ProvenUplinks[]> {
    const keyId = gateway.ltsKeyId;
    if (keyId === undefined || !uplinks.some(({ lts }) => lts)) {
      return [{ authentication: otherwise, uplinks }];
    }
    return this.#sort(keyId, uplinks, otherwise, refused);
  }

  async #sort(
    keyId: KeyId,
    uplinks: readonly GatewayUplink[],
    otherwise: Authentication,
    refused: (reason: string) => void,
  ): Promise<readonly ProvenUplinks[]> {
    const hmac = this.#hmacs.get(keyId) ?? (await this.#load(keyId));
    const proven: GatewayUplink[] = [];
    const others: GatewayUplink[] = [];
    for (const uplink of uplinks) {
      const { lts, ...bare } = uplink;
      if (!lts) others.push(uplink);
      else if (hmac && ltsReportIsAuthentic(lts, frameOf(uplink), hmac)) proven.push(uplink);
      else {
        refused(lts.mac ? "LTS_BAD_MAC" : "LTS_NO_MAC");
        others.push(bare);
      }
    }
    return [
      { authentication: "hmac" as const, uplinks: proven },
      { authentication: otherwise, uplinks: others },
    ].filter((group) => group.uplinks.length > 0);
  }

  /** The HMAC of a gateway's key; undefined when it has none. */
  async hmacOf({ ltsKeyId }: Gateway): Promise<HmacSha256 | undefined> {
    if (ltsKeyId === undefined) return undefined;
    return this.#hmacs.get(ltsKeyId) ?? this.#load(ltsKeyId);
  }

  async #load(keyId: KeyId): Promise<HmacSha256 | undefined> {
    const secret = (await this.#keys.get([keyId])).get(keyId);
    if (!secret) return undefined;
    const hmac = hmacWith(createSecretKey(secret));
    this.#hmacs.set(keyId, hmac);
    if (this.#hmacs.size > MAX_KEYS) this.#hmacs.delete(this.#hmacs.keys().next().value!);
    return hmac;
  }
}

function hmacWith(key: KeyObject): HmacSha256 {
  return (message) => createHmac("sha256", key).update(message).digest();
}

function frameOf({ phyPayload, times }: GatewayUplink) {
  return { phyPayload, counter: times.counter };
}
