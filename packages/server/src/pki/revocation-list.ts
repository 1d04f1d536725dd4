import { authorityKeyId, ECDSA_SHA256, extension, signed, type Issuer } from "./certificate.ts";
import { context, integer, sequence, smallInteger, time } from "./der.ts";

const CRL_NUMBER = "2.5.29.20";

export interface RevokedCertificate {
  readonly serial: Uint8Array;
  readonly revokedAt: Date;
}

export interface RevocationList {
  /** Grows with every list. */
  readonly number: number;
  readonly madeAt: Date;
  /** When the next one is there at the latest. */
  readonly nextAt: Date;
  readonly revoked: readonly RevokedCertificate[];
}

/** A signed certificate revocation list, DER. @see RFC 5280 §5.1 */
export function signRevocationList(list: RevocationList, issuer: Issuer): Uint8Array {
  const entries = list.revoked.map(({ serial, revokedAt }) =>
    sequence(integer(serial), time(revokedAt)),
  );
  const body = sequence(
    smallInteger(1),
    ECDSA_SHA256,
    issuer.name,
    time(list.madeAt),
    time(list.nextAt),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(0, sequence(authorityKeyId(issuer), extension(CRL_NUMBER, smallInteger(list.number)))),
  );
  return signed(body, issuer.key);
}
