import {
  deriveJoinServerKeys,
  encodePhyPayload,
  signJoin,
  type Ciphers,
  type RejoinRequest,
} from "@lorats/lorawan";
import type { DeviceState, PendingRejoin } from "./device-state.ts";
import type { DeviceIdentity, Step } from "./join.ts";
import { openKeys } from "./stored-keys.ts";

/**
 * A rejoin-request of a device that has a session of 1.1. Until a join-accept comes, the session goes on.
 * Undefined where there is no such session, or its counter has come to its end.
 * @see LoRaWAN L2 1.1 §6.2.4
 */
export function rejoinRequest(
  state: DeviceState,
  identity: DeviceIdentity,
  type: PendingRejoin["type"],
  ciphers: Ciphers,
): Step | undefined {
  const { session } = state;
  const { nwkKey, devEui, joinEui } = identity;
  if (!session || !nwkKey || session.keys.version !== "1.1") return undefined;
  const nonce = type === 1 ? state.rjCount1 : session.rjCount0;
  if (nonce > 0xffff) return undefined;
  const common = { mType: "rejoin-request", devEui, mic: new Uint8Array(4) } as const;
  const frame: RejoinRequest =
    type === 1
      ? { ...common, rejoinType: 1, joinEui, rjCount1: nonce }
      : { ...common, rejoinType: type, netId: session.netId, rjCount0: nonce };
  const phyPayload = encodePhyPayload(frame);
  const keys = openKeys(session.keys);
  if (keys.version !== "1.1") return undefined;
  const { jsIntKey } = deriveJoinServerKeys(ciphers, nwkKey, devEui);
  signJoin(ciphers, type === 1 ? jsIntKey : keys.sNwkSIntKey, phyPayload);
  return {
    state: {
      ...state,
      rejoin: { type, nonce },
      rjCount1: state.rjCount1 + (type === 1 ? 1 : 0),
      session: {
        ...session,
        rjCount0: session.rjCount0 + (type === 1 ? 0 : 1),
        uplinksSinceRejoin: 0,
      },
    },
    phyPayload,
  };
}

/** Whether RejoinParamSetupReq asks for a rejoin-request of type 0 now. */
export function isRejoinDue({ session }: DeviceState, sinceLastS: number): boolean {
  if (!session?.periodicRejoin) return false;
  const { maxTimeN, maxCountN } = session.periodicRejoin;
  return sinceLastS >= 2 ** (maxTimeN + 10) || session.uplinksSinceRejoin >= 2 ** (maxCountN + 4);
}
