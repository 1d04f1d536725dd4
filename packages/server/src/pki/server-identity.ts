import { CallerError, type LoratsError } from "@lorats/base";
import type { TlsIdentity } from "../doors/common/tls-identity.ts";
import { FileIdentity } from "./file-identity.ts";
import { IssuedIdentity, type IssuedIdentityParts } from "./issued-identity.ts";

export interface ServerIdentityParts extends IssuedIdentityParts {
  /** Hears of what should be mended although the server goes on. */
  readonly failed: (error: LoratsError) => void;
}

export type OwnedIdentity = TlsIdentity & { stop(): void };

/**
 * The server's certificate towards gateways and MQTT clients: one from files, or else one of the server's own authority.
 * @throws {CallerError} `TLS_NO_FILE`, `TLS_BAD_CERTIFICATE`, `CONFIG_BAD_VALUE`
 */
export async function openServerIdentity(parts: ServerIdentityParts): Promise<OwnedIdentity> {
  const ca = await parts.authority.certificatePem();
  const fromFiles = openFiles("gateways", parts, ca);
  if (fromFiles) return fromFiles;
  const issued = new IssuedIdentity(parts);
  await issued.renew();
  return issued;
}

/** The certificate towards browsers and users of the API: one from files, if there are any. @throws as `openServerIdentity` */
export function openHttpIdentity(parts: ServerIdentityParts): OwnedIdentity | undefined {
  return openFiles("http", parts);
}

function openFiles(
  section: "gateways" | "http",
  { config, clock, failed }: ServerIdentityParts,
  ca?: string,
): OwnedIdentity | undefined {
  const certificateFile = config[`${section}.certificate_file`];
  const keyFile = config[`${section}.key_file`];
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    const both = `${section}.certificate_file and ${section}.key_file go together`;
    throw new CallerError("CONFIG_BAD_VALUE", both);
  }
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  return new FileIdentity({ certificateFile, keyFile, ca, clock, failed });
}
