import {
  createPrivateKey,
  generateKeyPairSync,
  X509Certificate,
  type KeyObject,
} from "node:crypto";
import {
  CallerError,
  InternalError,
  type Clock,
  type KeyId,
  type KeyStore,
  type Random,
} from "@lorats/base";
import { SERVER_TENANT } from "../audit.ts";
import { distinguishedName, signCertificate, type Issuer, type Profile } from "./certificate.ts";
import { toPem } from "./pem.ts";
import { signRevocationList, type RevokedCertificate } from "./revocation-list.ts";

/** Where the authority's key and certificate stand, wrapped. */
const AUTHORITY_KEY = "gateway-authority" as KeyId;
const AUTHORITY_YEARS = 20;
/** Gateways' clocks run behind now and then. */
const BACKDATED_MS = 3_600_000;
const DAY_MS = 86_400_000;
const LIST_DAYS = 7;
const SERIAL_BYTES = 16;

export interface IssuedCertificate {
  readonly der: Uint8Array;
  readonly pem: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly notAfter: Date;
}

export interface GatewayAuthorityParts {
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly random: Random;
}

interface Opened {
  readonly issuer: Issuer;
  readonly pem: string;
}

/** The server's own certificate authority for gateways. It is made when it is first needed. */
export class GatewayAuthority {
  readonly #parts: GatewayAuthorityParts;
  #opening: Promise<Opened> | undefined;

  constructor(parts: GatewayAuthorityParts) {
    this.#parts = parts;
  }

  /** The certificate that gateways put their trust in (Basics Station: `tc.trust`). */
  async certificatePem(): Promise<string> {
    return (await this.#open()).pem;
  }

  /** A certificate over somebody's public key (DER of SubjectPublicKeyInfo). */
  async issue(
    profile: Exclude<Profile, { kind: "authority" }>,
    commonName: string,
    spki: Uint8Array,
    days: number,
  ): Promise<IssuedCertificate> {
    const { issuer } = await this.#open();
    return this.#sign(profile, commonName, spki, days * DAY_MS, issuer);
  }

  async revocationListPem(revoked: readonly RevokedCertificate[]): Promise<string> {
    const { issuer } = await this.#open();
    const madeAt = this.#now();
    const number = Math.floor(madeAt.getTime() / 1000);
    const nextAt = new Date(madeAt.getTime() + LIST_DAYS * DAY_MS);
    return toPem("X509 CRL", signRevocationList({ number, madeAt, nextAt, revoked }, issuer));
  }

  #open(): Promise<Opened> {
    // What failed once, such as a store that did not answer, is tried again.
    this.#opening ??= this.#load().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #load(): Promise<Opened> {
    const { keys } = this.#parts;
    const stored = (await keys.get([AUTHORITY_KEY])).get(AUTHORITY_KEY);
    if (stored) return opened(stored);
    const secret = this.#make();
    try {
      await keys.put([{ id: AUTHORITY_KEY, tenantId: SERVER_TENANT, kind: "server", secret }]);
      return opened(secret);
    } catch (error) {
      if (!(error instanceof CallerError)) throw error;
      // Somebody else was faster.
      const winner = (await keys.get([AUTHORITY_KEY])).get(AUTHORITY_KEY);
      if (!winner) throw error;
      return opened(winner);
    }
  }

  #make(): Uint8Array {
    const { key, spki } = newKey();
    const name = "LoRaTS gateways";
    const issuer = { name: distinguishedName(name), spki, key };
    const life = AUTHORITY_YEARS * 365 * DAY_MS;
    const { der } = this.#sign({ kind: "authority" }, name, spki, life, issuer);
    const text = JSON.stringify({
      certificate: Buffer.from(der).toString("base64"),
      key: key.export({ format: "der", type: "pkcs8" }).toString("base64"),
    });
    return new Uint8Array(Buffer.from(text, "utf8"));
  }

  #sign(
    profile: Profile,
    commonName: string,
    spki: Uint8Array,
    lifeMs: number,
    issuer: Issuer,
  ): IssuedCertificate {
    const now = this.#now().getTime();
    const notAfter = new Date(now + lifeMs);
    const serial = this.#parts.random.bytes(SERIAL_BYTES);
    serial[0] = 0x40 | (serial[0]! & 0x3f);
    const notBefore = new Date(now - BACKDATED_MS);
    const request = { profile, commonName, spki, serial, notBefore, notAfter };
    const der = signCertificate(request, issuer);
    const pem = toPem("CERTIFICATE", der);
    return { der, pem, serial: Buffer.from(serial).toString("hex"), notAfter };
  }

  #now(): Date {
    return new Date(Number(this.#parts.clock.now() / 1_000_000n));
  }
}

/** A new key pair on P-256, which Basics Station's TLS knows. */
export function newKey(): {
  readonly key: KeyObject;
  readonly spki: Uint8Array;
  readonly pem: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  const pem = privateKey.export({ format: "pem", type: "pkcs8" });
  return { key: privateKey, spki, pem };
}

function opened(secret: Uint8Array): Opened {
  const stored = JSON.parse(Buffer.from(secret).toString("utf8")) as {
    certificate: string;
    key: string;
  };
  const der = Buffer.from(stored.certificate, "base64");
  const certificate = new X509Certificate(der);
  const pkcs8 = Buffer.from(stored.key, "base64");
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const name = /CN=(.*)/.exec(certificate.subject)?.[1];
  if (name === undefined) throw new InternalError("PKI_NO_NAME", "the authority has no name");
  const spki = new Uint8Array(certificate.publicKey.export({ format: "der", type: "spki" }));
  return {
    issuer: { name: distinguishedName(name), spki, key },
    pem: toPem("CERTIFICATE", der),
  };
}
