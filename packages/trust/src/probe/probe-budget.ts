import type { ApplicationId } from "@lorats/base";
import type { Downlink } from "@lorats/events";

const HOUR_S = 3600;
/** Preamble and SFD in symbols; explicit header, no CRC downwards. @see SX1276 data sheet §4.1.1.7 */
const PREAMBLE_SYMBOLS = 12.25;
const FIRST_SYMBOLS = 8;

/** Time on air of a downlink, s, at the coding rate 4/5 that downlinks have. */
export function airtimeS({
  modulation,
  phyPayload,
}: Pick<Downlink, "modulation" | "phyPayload">): number {
  // Base64: up to two bytes too many, which errs on the safe side.
  const bytes = Math.floor((phyPayload.length * 3) / 4);
  if (modulation.kind !== "lora") return (8 * (bytes + 8)) / 50_000;
  const { sf, bwHz } = modulation;
  const symbolS = 2 ** sf / bwHz;
  const isSlow = symbolS > 0.016;
  const bits = 8 * bytes - 4 * sf + 28;
  const blocks = Math.max(0, Math.ceil(bits / (4 * (sf - (isSlow ? 2 : 0)))));
  return (PREAMBLE_SYMBOLS + FIRST_SYMBOLS + 5 * blocks) * symbolS;
}

/**
 * Time on air that the probes of each application took lately. It drains at the rate that the policy allows, so that an hour's
 * worth can be used at once and no more. A cache: after a start it is empty.
 */
export class ProbeBudget {
  readonly #used = new Map<ApplicationId, { readonly airtimeS: number; readonly atS: number }>();

  /** @param share of the time, 0 … 1 */
  allows(id: ApplicationId, share: number, nowS: number): boolean {
    return this.#now(id, share, nowS) < share * HOUR_S;
  }

  charge(id: ApplicationId, share: number, spentS: number, nowS: number): void {
    this.#used.set(id, { airtimeS: this.#now(id, share, nowS) + spentS, atS: nowS });
  }

  #now(id: ApplicationId, share: number, nowS: number): number {
    const used = this.#used.get(id);
    return used ? Math.max(0, used.airtimeS - share * Math.max(0, nowS - used.atS)) : 0;
  }
}
