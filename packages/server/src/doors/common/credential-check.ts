import { createHash } from "node:crypto";
import { accept, refuse, type Clock, type Result } from "@lorats/base";
import type { Authentication, Gateway } from "@lorats/network";
import {
  credentialHolds,
  hashSecret,
  type GatewayCredential,
  type GatewayCredentialId,
  type GatewayCredentialStore,
} from "@lorats/platform";

/** What somebody shows who says that he is a gateway. */
export interface Shown {
  readonly token?: string | undefined;
  /** DER of a client certificate whose private key the other side has proved to hold. */
  readonly certificate?: Uint8Array | undefined;
}

/** How a gateway proved that it is itself. */
export interface Proof {
  readonly authentication: Authentication;
  /** Absent when nothing had to be shown. */
  readonly credentialId?: GatewayCredentialId;
}

/** Decides whether what a gateway shows proves that it is itself. */
export class CredentialCheck {
  readonly #store: GatewayCredentialStore;
  readonly #clock: Clock;

  constructor(store: GatewayCredentialStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * A gateway that was given a credential has to show one, whatever else is allowed.
   * Refusals: `CREDENTIAL_MISSING`, `CREDENTIAL_INVALID`.
   */
  async prove(gateway: Gateway, shown: Shown, required: boolean): Promise<Result<Proof>> {
    const { token, certificate } = shown;
    const kind = certificate ? "certificate" : "token";
    const hash = certificate ? certificateHash(certificate) : token && hashSecret(token);
    if (!hash) return this.#withoutCredential(gateway, required);
    const credential = await this.#store.byHash(hash);
    const holds =
      credential?.kind === kind &&
      credential.gatewayId === gateway.id &&
      credentialHolds(credential, this.#clock.now());
    if (!holds) return refuse("CREDENTIAL_INVALID", "this is no credential of this gateway");
    const authentication = kind === "certificate" ? "mtls" : "token";
    return accept({ authentication, credentialId: credential.id });
  }

  /** Those of these credentials that still prove something. */
  async stillHold(ids: readonly GatewayCredentialId[]): Promise<ReadonlySet<GatewayCredentialId>> {
    const now = this.#clock.now();
    const found = await this.#store.get(ids);
    return new Set(found.filter((one) => credentialHolds(one, now)).map(({ id }) => id));
  }

  async #withoutCredential(gateway: Gateway, required: boolean): Promise<Result<Proof>> {
    const missing = refuse("CREDENTIAL_MISSING", "the gateway has to show a credential");
    if (required) return missing;
    return (await this.#hasOne(gateway)) ? missing : accept({ authentication: "none" });
  }

  async #hasOne({ id: gatewayId }: Gateway): Promise<boolean> {
    const now = this.#clock.now();
    let after: string | undefined;
    do {
      const page = await this.#store.list({ gatewayId, after, limit: 100 });
      if (page.items.some((one: GatewayCredential) => credentialHolds(one, now))) return true;
      after = page.next;
    } while (after !== undefined);
    return false;
  }
}

/** What a certificate is remembered by. */
export function certificateHash(der: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(der).digest());
}
