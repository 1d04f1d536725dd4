import type { GatewayId } from "@lorats/base";
import type { DeviceLink } from "../device/session.ts";

/** Which gateways send to a group, and which of them at the same time. */
export interface Coverage {
  /** Gateways of one round are heard by no device together; rounds follow each other. */
  readonly rounds: readonly (readonly GatewayId[])[];
  /** Devices that none of the gateways reaches, as far as is known. */
  readonly unreached: number;
}

/**
 * Few gateways that together reach all members, the one that reaches most of the rest first; or those that are
 * chosen by hand. Two that a device hears both would spoil each other's frame, so they take turns.
 * @param members the gateways that heard each device last, best first
 */
export function coverageOf(
  members: readonly (readonly DeviceLink[])[],
  usable: (id: GatewayId) => boolean,
  chosen: readonly GatewayId[],
): Coverage {
  const heardBy = members.map((links) => links.map(({ gatewayId }) => gatewayId).filter(usable));
  const senders = chosen.length > 0 ? chosen.filter(usable) : greedyCover(heardBy);
  const senderSet = new Set(senders);
  const unreached = heardBy.filter((ids) => !ids.some((id) => senderSet.has(id))).length;
  return { rounds: takingTurns(senders, heardBy), unreached };
}

function greedyCover(heardBy: readonly (readonly GatewayId[])[]): GatewayId[] {
  const senders: GatewayId[] = [];
  let rest = heardBy.filter((ids) => ids.length > 0);
  while (rest.length > 0) {
    const reach = new Map<GatewayId, number>();
    for (const ids of rest) for (const id of ids) reach.set(id, (reach.get(id) ?? 0) + 1);
    const [best] = [...reach].reduce((a, b) => (b[1] > a[1] ? b : a));
    senders.push(best);
    rest = rest.filter((ids) => !ids.includes(best));
  }
  return senders;
}

/** Each gateway goes into the first round in which no device hears it beside another. */
function takingTurns(
  senders: readonly GatewayId[],
  heardBy: readonly (readonly GatewayId[])[],
): GatewayId[][] {
  const rivals = new Map<GatewayId, Set<GatewayId>>(senders.map((id) => [id, new Set()]));
  for (const ids of heardBy) {
    const sending = ids.filter((id) => rivals.has(id));
    for (const id of sending) for (const other of sending) rivals.get(id)!.add(other);
  }
  const rounds: GatewayId[][] = [];
  for (const id of senders) {
    const free = rounds.find((round) => !round.some((other) => rivals.get(id)!.has(other)));
    if (free) free.push(id);
    else rounds.push([id]);
  }
  return rounds;
}
