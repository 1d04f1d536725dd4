import { createHash, sign, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  integer,
  octetString,
  oid,
  readAll,
  sequence,
  set,
  smallInteger,
  time,
  utf8,
  type Der,
} from "./der.ts";

/** `ecdsa-with-SHA256`. @see RFC 5758 §3.2 */
export const ECDSA_SHA256: Der = sequence(oid("1.2.840.10045.4.3.2"));

const COMMON_NAME = oid("2.5.4.3");
const ORGANISATION = oid("2.5.4.10");
const EXTENSION = {
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
} as const;
const SERVER_AUTH = oid("1.3.6.1.5.5.7.3.1");
const CLIENT_AUTH = oid("1.3.6.1.5.5.7.3.2");

/** Bits of KeyUsage, the first one highest. @see RFC 5280 §4.2.1.3 */
const DIGITAL_SIGNATURE = bitString(Uint8Array.of(0x80), 7);
const CERTIFICATES_AND_LISTS = bitString(Uint8Array.of(0x06), 1);

/** Whom a certificate is for, and what it may do. */
export type Profile =
  | { readonly kind: "authority" }
  | { readonly kind: "server"; readonly names: readonly string[] }
  | { readonly kind: "client" };

/** Who signs. */
export interface Issuer {
  /** DER of its distinguished name. */
  readonly name: Der;
  /** DER of its SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly key: KeyObject;
}

export interface CertificateRequest {
  readonly profile: Profile;
  readonly commonName: string;
  /** DER of the subject's SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** Positive, at most 20 octets. */
  readonly serial: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export function distinguishedName(commonName: string): Der {
  return sequence(
    set(sequence(ORGANISATION, utf8("LoRaTS"))),
    set(sequence(COMMON_NAME, utf8(commonName))),
  );
}

/** A signed X.509 certificate, DER. @see RFC 5280 §4.1 */
export function signCertificate(request: CertificateRequest, issuer: Issuer): Uint8Array {
  const { serial, notBefore, notAfter, commonName, spki } = request;
  const body = sequence(
    context(0, smallInteger(2)),
    integer(serial),
    ECDSA_SHA256,
    issuer.name,
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(commonName),
    spki,
    context(3, sequence(...extensions(request, issuer))),
  );
  return signed(body, issuer.key);
}

/** What was to be signed, how, and the signature: the frame of certificates and revocation lists alike. */
export function signed(body: Der, key: KeyObject): Uint8Array {
  return sequence(body, ECDSA_SHA256, bitString(sign("sha256", body, key)));
}

function extensions({ profile, spki }: CertificateRequest, issuer: Issuer): Der[] {
  const identifiers = [
    extension(EXTENSION.subjectKeyId, octetString(keyId(spki))),
    authorityKeyId(issuer),
  ];
  switch (profile.kind) {
    case "authority":
      return [
        extension(EXTENSION.basicConstraints, sequence(boolean(true), smallInteger(0)), true),
        extension(EXTENSION.keyUsage, CERTIFICATES_AND_LISTS, true),
        ...identifiers,
      ];
    case "server":
      return [
        ...leaf(SERVER_AUTH),
        extension(EXTENSION.subjectAltName, sequence(...profile.names.map(generalName))),
        ...identifiers,
      ];
    case "client":
      return [...leaf(CLIENT_AUTH), ...identifiers];
  }
}

function leaf(purpose: Der): Der[] {
  return [
    extension(EXTENSION.basicConstraints, sequence(), true),
    extension(EXTENSION.keyUsage, DIGITAL_SIGNATURE, true),
    extension(EXTENSION.extendedKeyUsage, sequence(purpose)),
  ];
}

export function authorityKeyId({ spki }: Issuer): Der {
  return extension(EXTENSION.authorityKeyId, sequence(contextPrimitive(0, keyId(spki))));
}

export function extension(id: string, value: Der, critical = false): Der {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** SHA-1 over the key's bits: a name for it, of no use to anybody who would forge it. @see RFC 5280 §4.2.1.2 */
function keyId(spki: Uint8Array): Uint8Array {
  const [info] = readAll(spki)!;
  const bits = readAll(info!.content)![1]!.content.subarray(1);
  return createHash("sha1").update(bits).digest();
}

function generalName(name: string): Der {
  if (isIP(name) === 0) return contextPrimitive(2, Buffer.from(name, "ascii"));
  return contextPrimitive(7, addressOctets(name));
}

function addressOctets(address: string): Uint8Array {
  if (isIP(address) === 4) return Uint8Array.from(address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return Uint8Array.from(
    [...before, ...zeros, ...after].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >>> 8, value & 0xff];
    }),
  );
}
