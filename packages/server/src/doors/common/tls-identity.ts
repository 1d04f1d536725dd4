import type { ServerOptions } from "node:https";

/** The server's certificate towards gateways, and whom it believes. */
export interface TlsIdentity {
  /** As they hold just now. TLS from 1.2, since Basics Station speaks no 1.3. */
  serverOptions(): ServerOptions;
  /** Calls after the certificate was renewed. Returns how to stop. */
  onRenewed(listener: () => void): () => void;
}
