import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { accept, refuse, type Result } from "@lorats/base";
import { oid, readAll } from "./der.ts";
import { pemBlock } from "./pem.ts";

const SEQUENCE = 0x30;

/** Signature algorithms of requests, by the DER of their OID, and the hash that `verify` wants to hear. */
const HASHES: ReadonlyMap<string, string> = new Map(
  (
    [
      ["1.2.840.10045.4.3.2", "sha256"],
      ["1.2.840.10045.4.3.3", "sha384"],
      ["1.2.840.10045.4.3.4", "sha512"],
      ["1.2.840.113549.1.1.11", "sha256"],
      ["1.2.840.113549.1.1.12", "sha384"],
      ["1.2.840.113549.1.1.13", "sha512"],
    ] as const
  ).map(([id, hash]) => [Buffer.from(oid(id)).toString("hex"), hash]),
);

/**
 * The public key of a PKCS #10 request whose sender has its private key. Everything else that a request asks for is
 * left: what a certificate says is decided here.
 * Refusals: `PKI_BAD_REQUEST`, `PKI_WEAK_KEY`.
 * @see RFC 2986 §4
 */
export function readSigningRequest(pem: string): Result<Uint8Array> {
  const der = pemBlock(pem, "CERTIFICATE REQUEST") ?? pemBlock(pem, "NEW CERTIFICATE REQUEST");
  const bad = refuse(
    "PKI_BAD_REQUEST",
    "this is no PEM of a PKCS #10 request with a good signature",
  );
  const [outer] = (der && readAll(der)) ?? [];
  const [info, algorithm, signature] = (outer && readAll(outer.content)) ?? [];
  if (info?.tag !== SEQUENCE || !algorithm || !signature) return bad;
  const spki = readAll(info.content)?.[2];
  const hash = HASHES.get(
    Buffer.from(readAll(algorithm.content)?.[0]?.whole ?? []).toString("hex"),
  );
  if (spki?.tag !== SEQUENCE || hash === undefined) return bad;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki.whole), format: "der", type: "spki" });
    if (!verify(hash, info.whole, key, signature.content.subarray(1))) return bad;
  } catch {
    return bad;
  }
  return isStrong(key)
    ? accept(new Uint8Array(spki.whole))
    : refuse("PKI_WEAK_KEY", "a key is EC on P-256 or P-384, or RSA with at least 2048 bits");
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === "rsa") return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  const curve = asymmetricKeyDetails?.namedCurve;
  return asymmetricKeyType === "ec" && (curve === "prime256v1" || curve === "secp384r1");
}
