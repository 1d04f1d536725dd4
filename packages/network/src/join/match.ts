import type { Eui64 } from "@lorats/base";
import { type AesKey, type Ciphers, verifyJoinMic } from "@lorats/lorawan";
import { type DeviceState, MAX_JOIN_EUIS } from "../device/state.ts";
import { requestMicMatches, rootKeyOf } from "../join-server/answer.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import { type ActivationRequest, isSessionSigned } from "./request.ts";

/** A device that a join-request may come from. */
export interface JoinCandidate {
  readonly device: Device;
  readonly profile: DeviceProfile;
  readonly state: DeviceState;
  /** AppKey, and in 1.1 also NwkKey; absent when another join server holds them. */
  readonly appKey: AesKey | undefined;
  readonly nwkKey: AesKey | undefined;
  /** Of the session in use, in 1.1. */
  readonly sNwkSIntKey: AesKey | undefined;
  readonly devAddrPrefixes: readonly string[];
  /** Another join server answers for it. */
  readonly elsewhere: boolean;
}

/** Whose request it is. */
export interface JoinMatch {
  readonly ok: true;
  readonly candidate: JoinCandidate;
  readonly joinEui: Eui64;
}

export interface RefusedJoin {
  readonly ok: false;
  readonly code: string;
  readonly reason: string;
  /** Whose request it was, where the MIC proved it. */
  readonly device?: Device;
}

/**
 * The device whose key made the MIC, and whether it may join: its root key for join-requests and rejoin-requests of
 * type 1, its session's for types 0 and 2. A device whose root key is held elsewhere is taken at its word: there the
 * MIC is checked.
 */
export function matchJoin(
  ciphers: Ciphers,
  request: ActivationRequest,
  phyPayload: Uint8Array,
  candidates: readonly JoinCandidate[],
): JoinMatch | RefusedJoin {
  const forEui = candidates.filter((candidate) => joinEuiOf(request, candidate) !== undefined);
  if (forEui.length === 0) {
    const reason = `no device ${request.devEui} with JoinEUI ${request.joinEui ?? "of its own"} is known`;
    return { ok: false, code: "NS_JOIN_UNKNOWN_DEVICE", reason };
  }
  const withKey = forEui.filter((candidate) => canVerify(request, candidate));
  if (withKey.length === 0) {
    const what = isSessionSigned(request) ? "session of LoRaWAN 1.1" : "root key";
    const reason = `device ${request.devEui} has no ${what}`;
    return { ok: false, code: "NS_JOIN_NO_KEY", reason, device: forEui[0]!.device };
  }
  const candidate = withKey.find((one) => isSigner(ciphers, request, phyPayload, one));
  if (!candidate) {
    const reason = `the MIC does not match any key of ${request.devEui}`;
    const device = withKey.length === 1 ? { device: withKey[0]!.device } : {};
    return { ok: false, code: "NS_JOIN_MIC", reason, ...device };
  }
  return (
    refusalOf(request, candidate) ?? {
      ok: true,
      candidate,
      joinEui: joinEuiOf(request, candidate)!,
    }
  );
}

function joinEuiOf(
  { joinEui }: ActivationRequest,
  { device, state }: JoinCandidate,
): Eui64 | undefined {
  if (joinEui === undefined) return device.joinEui ?? state.session?.joinEui;
  return device.joinEui === undefined || device.joinEui === joinEui ? joinEui : undefined;
}

function canVerify(request: ActivationRequest, candidate: JoinCandidate): boolean {
  if (isSessionSigned(request)) return candidate.sNwkSIntKey !== undefined;
  return candidate.elsewhere || rootKeyOf(candidate.profile.macVersion, candidate) !== undefined;
}

function isSigner(
  ciphers: Ciphers,
  request: ActivationRequest,
  phyPayload: Uint8Array,
  candidate: JoinCandidate,
): boolean {
  if (isSessionSigned(request)) {
    return verifyJoinMic(ciphers, candidate.sNwkSIntKey!, phyPayload);
  }
  if (candidate.elsewhere) return true;
  const { kind, devEui, nonce } = request;
  const { macVersion } = candidate.profile;
  const joinEui = joinEuiOf(request, candidate)!;
  const question = { request: kind, macVersion, phyPayload, devEui, joinEui, nonce };
  return requestMicMatches(ciphers, question, candidate);
}

function refusalOf(
  request: ActivationRequest,
  { device, profile, state }: JoinCandidate,
): RefusedJoin | undefined {
  const no = (code: string, reason: string): RefusedJoin => ({ ok: false, code, reason, device });
  if (device.disabled) return no("NS_DEVICE_DISABLED", "the device is disabled");
  if (!profile.supportsJoin) {
    return no("NS_JOIN_NOT_ALLOWED", "the profile says that the device does not join");
  }
  if (request.kind !== "join" && !profile.macVersion.startsWith("1.1")) {
    return no("NS_NOT_SERVED", "rejoin-requests came with LoRaWAN 1.1");
  }
  const { joinEui } = request;
  const isNew = joinEui !== undefined && !(joinEui in state.nonces);
  if (isNew && Object.keys(state.nonces).length >= MAX_JOIN_EUIS) {
    return no("NS_JOIN_EUIS", `the device used ${MAX_JOIN_EUIS} other JoinEUIs already`);
  }
  const seen = state.session?.rjCount0;
  if (isSessionSigned(request) && seen !== undefined && request.nonce <= seen) {
    return no("NS_RJCOUNT_USED", `RJcount0 ${request.nonce} is not above ${seen}`);
  }
  return undefined;
}
