import type { ServerOptions } from "node:https";

/** A certificate of the server with its key, and whom it believes. */
export interface TlsIdentity {
  /** As they hold just now. */
  serverOptions(): ServerOptions;
  /** Calls after the certificate was renewed. Returns how to stop. */
  onRenewed(listener: () => void): () => void;
}

/** For doors of gateways: TLS from 1.2, since Basics Station speaks no 1.3. Whose a client certificate is, the door decides. */
export function gatewayTls(identity: TlsIdentity): ServerOptions {
  const forClients = { requestCert: true, rejectUnauthorized: false } as const;
  return { minVersion: "TLSv1.2", ...forClients, ...identity.serverOptions() };
}

/** For browsers and users of the API: nobody is asked for a certificate. */
export function httpTls(identity: TlsIdentity): ServerOptions {
  const { cert, key } = identity.serverOptions();
  return { minVersion: "TLSv1.2", cert, key };
}
