import type { Clock, GatewayId, Instant } from "@lorats/base";
import {
  credentialHolds,
  type GatewayCredential,
  type GatewayCredentialStore,
} from "@lorats/platform";
import type { GatewayAlarms } from "../doors/common/alarms.ts";

const EVERY_MS = 3_600_000;
const NS_PER_DAY = 86_400_000_000_000n;
const CRITICAL_DAYS = 3;
const CODE = "gateway-credential-expiring";

export interface CredentialWatchParts {
  readonly store: GatewayCredentialStore;
  readonly clock: Clock;
  readonly alarms: GatewayAlarms;
  /** How long before its end a gateway's last credential is worth an alarm. */
  readonly alarmDays: number;
  readonly failed: (error: unknown) => void;
}

/** A gateway whose last credential ends soon, or ended. */
interface Ending {
  readonly gateway: { readonly id: GatewayId; readonly tenantId: GatewayCredential["tenantId"] };
  /** Of the credential that holds longest; undefined when it holds for ever. */
  readonly until: Instant | undefined;
}

/** Looks every hour whose last credential ends soon, so that nobody is locked out by surprise. */
export class CredentialWatch {
  readonly #parts: CredentialWatchParts;
  #cancel: () => void = () => {};

  constructor(parts: CredentialWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    const { clock, failed } = this.#parts;
    void this.look().catch(failed);
    this.#cancel = clock.after(EVERY_MS, () => this.start());
  }

  stop(): void {
    this.#cancel();
  }

  async look(): Promise<void> {
    const { clock } = this.#parts;
    const now = clock.now();
    for (const { gateway, until } of await this.#endings(now)) this.#signal(gateway, until, now);
  }

  #signal(gateway: Ending["gateway"], until: Instant | undefined, now: Instant): void {
    const { alarms, alarmDays } = this.#parts;
    const days = until === undefined ? Infinity : Number((until - now) / NS_PER_DAY);
    const isNear = days < alarmDays;
    alarms.signal(gateway, {
      code: CODE,
      state: isNear ? "raised" : "ended",
      severity: days < CRITICAL_DAYS ? "critical" : "warning",
      message: isNear
        ? `The last credential of this gateway ends in ${days} days; issue a new one.`
        : "This gateway has a credential that holds.",
    });
  }

  /** What holds longest, by gateway; gateways whose credentials were all revoked are nobody's worry. */
  async #endings(now: Instant): Promise<readonly Ending[]> {
    const endings = new Map<GatewayId, Ending>();
    let after: string | undefined;
    do {
      const page = await this.#parts.store.list({ after, limit: 1000 });
      for (const credential of page.items) {
        if (!credentialHolds(credential, now)) continue;
        const { gatewayId: id, tenantId, expiresAt } = credential;
        const known = endings.get(id);
        const until = known ? later(known.until, expiresAt) : expiresAt;
        endings.set(id, { gateway: { id, tenantId }, until });
      }
      after = page.next;
    } while (after !== undefined);
    return [...endings.values()];
  }
}

function later(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return undefined;
  return a > b ? a : b;
}
