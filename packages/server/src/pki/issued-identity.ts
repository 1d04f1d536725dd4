import { hostname } from "node:os";
import type { Clock } from "@lorats/base";
import type { Config } from "../config/settings.ts";
import { newKey, type GatewayAuthority } from "./gateway-authority.ts";
import { HeldIdentity } from "./held-identity.ts";

const LIFE_DAYS = 90;
/** No longer than Node's timers, which are 31 bits wide. */
const RENEW_AFTER_MS = 24 * 86_400_000;
const RETRY_AFTER_MS = 3_600_000;

/** Where it may be called: by an address that somebody chose, it has to answer for that. */
const LISTENING = ["http.host", "mqtt.host", "basics_station.host"] as const;
const ANY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

export interface IssuedIdentityParts {
  readonly config: Config;
  readonly authority: GatewayAuthority;
  readonly clock: Clock;
}

/** A certificate of the server's own authority, renewed long before it ends. */
export class IssuedIdentity extends HeldIdentity {
  readonly #parts: IssuedIdentityParts;

  constructor(parts: IssuedIdentityParts) {
    super();
    this.#parts = parts;
  }

  async renew(): Promise<void> {
    const { config, authority } = this.#parts;
    const { spki, pem: key } = newKey();
    const names = [...new Set([...config["gateways.server_names"], hostname(), "localhost"])];
    const [commonName] = names as [string, ...string[]];
    const addresses = ["127.0.0.1", "::1", ...LISTENING.map((setting) => config[setting])];
    const profile = {
      kind: "server",
      names: [...new Set([...names, ...addresses])].filter((name) => !ANY_ADDRESS.has(name)),
    } as const;
    const { pem } = await authority.issue(profile, commonName, spki, LIFE_DAYS);
    const ca = await authority.certificatePem();
    // Stations that were given this authority only need no chain; others may be glad of it.
    this.take({ cert: `${pem}${ca}`, key, ca });
    this.#renewIn(RENEW_AFTER_MS);
  }

  #renewIn(ms: number): void {
    this.cancel = this.#parts.clock.after(ms, () => {
      // The old one holds for two more months.
      this.renew().catch(() => this.#renewIn(RETRY_AFTER_MS));
    });
  }
}
