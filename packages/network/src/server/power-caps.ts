import type { GatewayId } from "@lorats/base";
import type { Attempt } from "../downlink/attempts.ts";
import { BoundedMap } from "./bounded-map.ts";

/** EIRP that gateways are commonly calibrated for, dBm. */
const STEPS_DBM = [27, 23, 20, 16, 14, 12, 10] as const;
const GATEWAYS = 10_000;

/**
 * The most that gateways can radiate, as far as they have said so: a concentrator refuses a power that it is not
 * calibrated for, where the law would allow more.
 */
export class PowerCaps {
  readonly #caps = new BoundedMap<GatewayId, number>(GATEWAYS);

  /** The attempt with no more power than its gateway has. */
  capped(attempt: Attempt): Attempt {
    const cap = this.#caps.get(attempt.path.gateway.id);
    if (cap === undefined) return attempt;
    const places = attempt.places.map((place) => {
      const { window } = place;
      if (window.eirpDbm <= cap) return place;
      return Object.assign({}, place, { window: Object.assign({}, window, { eirpDbm: cap }) });
    });
    return { ...attempt, places };
  }

  /** The gateway refused this attempt's power. Is there less to try? */
  refused({ path, places }: Attempt): boolean {
    return this.tooLoud(path.gateway.id, Math.max(...places.map(({ window }) => window.eirpDbm)));
  }

  /** The gateway cannot radiate that much. Is there less to try? */
  tooLoud(id: GatewayId, eirpDbm: number): boolean {
    const next = STEPS_DBM.find((dbm) => dbm < eirpDbm);
    if (next === undefined) return false;
    // Two refusals may be under way at once, and the gateway has less than the louder one says.
    this.#caps.set(id, Math.min(next, this.#caps.get(id) ?? next));
    return true;
  }

  /** The gateway radiates this and, as far as is known, no more. */
  cap(id: GatewayId, eirpDbm: number): void {
    this.#caps.set(id, eirpDbm);
  }
}
