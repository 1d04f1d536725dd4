import type { GatewayStep, Sign } from "../judge/judge-gateway.ts";
import type { GatewayTrust } from "../state/gateway-trust.ts";

/** Joins of devices that nobody here knows, at one gateway; they fade over a day. */
export interface Strangers {
  readonly joins: number;
  readonly atS: number;
}

export const NO_STRANGERS: Strangers = { joins: 0, atS: 0 };

const DAY_S = 86_400;
/** Neighbours' devices look for their network a few times a day; a fleet that was set up wrongly, or a flood, does more. */
const RAISED_AT = 12;
const ENDED_BELOW = 3;
const CODE = "unknown-joins";

function faded({ joins, atS }: Strangers, nowS: number): number {
  return joins * Math.exp(-Math.max(0, nowS - atS) / DAY_S);
}

/** The gateway after a device tried to join that nobody here knows. */
export function afterUnknownJoin(state: GatewayTrust, nowS: number): GatewayStep {
  const joins = faded(state.strangers, nowS) + 1;
  const next = { ...state, strangers: { joins, atS: Math.max(nowS, state.strangers.atS) } };
  if (joins < RAISED_AT || state.raised[CODE] !== undefined) return { state: next, signs: [] };
  const message = `devices that nobody here knows tried to join ${joins.toFixed(0)} times within a day`;
  const raised = { ...state.raised, [CODE]: nowS };
  const sign: Sign = { code: CODE, state: "raised", severity: "warning", message };
  return { state: { ...next, raised }, signs: [sign] };
}

/** Ends the alarm once it has been quiet for long enough. HOT PATH. */
export function withoutStrangers(state: GatewayTrust, nowS: number): GatewayStep {
  if (state.raised[CODE] === undefined || faded(state.strangers, nowS) >= ENDED_BELOW) {
    return { state, signs: [] };
  }
  const { [CODE]: _, ...raised } = state.raised;
  const message = "unknown devices have hardly tried to join any more";
  const sign: Sign = { code: CODE, state: "ended", severity: "info", message };
  return { state: { ...state, raised }, signs: [sign] };
}
