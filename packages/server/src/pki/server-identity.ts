import { readFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { hostname } from "node:os";
import { CallerError, type Clock } from "@lorats/base";
import type { Config } from "../config/settings.ts";
import type { TlsIdentity } from "../doors/common/tls-identity.ts";
import { newKey, type GatewayAuthority } from "./gateway-authority.ts";

const LIFE_DAYS = 90;
/** No longer than Node's timers, which are 31 bits wide. */
const RENEW_AFTER_MS = 24 * 86_400_000;
const RETRY_AFTER_MS = 3_600_000;

/** TLS from 1.2, since Basics Station speaks no 1.3. Whom a client certificate belongs to is decided by the door. */
const COMMON: ServerOptions = {
  minVersion: "TLSv1.2",
  requestCert: true,
  rejectUnauthorized: false,
};

export interface ServerIdentityParts {
  readonly config: Config;
  readonly authority: GatewayAuthority;
  readonly clock: Clock;
}

/**
 * The server's certificate towards gateways: one from files, or else a fresh one from the server's own authority,
 * renewed long before it ends.
 * @throws {CallerError} `TLS_NO_FILE`
 */
export async function openServerIdentity(
  parts: ServerIdentityParts,
): Promise<TlsIdentity & { stop(): void }> {
  const { config } = parts;
  const certificateFile = config["gateways.certificate_file"];
  const keyFile = config["gateways.key_file"];
  if (certificateFile !== undefined && keyFile !== undefined) {
    const cert = readPem(certificateFile);
    const key = readPem(keyFile);
    const ca = await parts.authority.certificatePem();
    const options = { ...COMMON, cert, key, ca };
    return { serverOptions: () => options, onRenewed: () => () => {}, stop: () => {} };
  }
  const identity = new IssuedIdentity(parts);
  await identity.renew();
  return identity;
}

class IssuedIdentity implements TlsIdentity {
  readonly #parts: ServerIdentityParts;
  readonly #listeners = new Set<() => void>();
  #options: ServerOptions = COMMON;
  #cancel: () => void = () => {};

  constructor(parts: ServerIdentityParts) {
    this.#parts = parts;
  }

  serverOptions(): ServerOptions {
    return this.#options;
  }

  onRenewed(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#cancel();
  }

  async renew(): Promise<void> {
    const { config, authority } = this.#parts;
    const { spki, pem: key } = newKey();
    const names = [...new Set([...config["gateways.server_names"], hostname(), "localhost"])];
    const [commonName] = names as [string, ...string[]];
    const profile = {
      kind: "server",
      names: [...new Set([...names, "127.0.0.1", "::1"])],
    } as const;
    const { pem } = await authority.issue(profile, commonName, spki, LIFE_DAYS);
    const ca = await authority.certificatePem();
    // Stations that were given this authority only need no chain; others may be glad of it.
    this.#options = { ...COMMON, cert: `${pem}${ca}`, key, ca };
    for (const listener of this.#listeners) listener();
    this.#renewIn(RENEW_AFTER_MS);
  }

  #renewIn(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => {
      // The old one holds for two more months.
      this.renew().catch(() => this.#renewIn(RETRY_AFTER_MS));
    });
  }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code);
    throw new CallerError("TLS_NO_FILE", `cannot read ${file} (${code})`, { cause });
  }
}
