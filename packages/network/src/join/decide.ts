import { type Clock, type KeyId, type NewKey, type Random, newId, toBase64 } from "@lorats/base";
import type { Join, NewEvent, SessionKeyIds } from "@lorats/events";
import {
  type AesKey,
  type CfList,
  type Ciphers,
  type JoinAcceptProtection,
  type JoinRequest,
  type Region,
  deriveJoinServerKeys,
  deriveSessionKeys10,
  deriveSessionKeys11,
  encodeCfList,
  encodeJoinAccept,
  revealKey,
  rx2FrequencyHz,
  verifyJoinMic,
} from "@lorats/lorawan";
import { nonceAcceptable } from "../device/nonces.ts";
import { type DeviceState, MAX_JOIN_EUIS, noncesOf } from "../device/state.ts";
import type { NetworkOptions } from "../options.ts";
import { regionOf } from "../radio/regions.ts";
import { knownChannels } from "../radio/rules.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import type { HeardFrame } from "../uplink/collector.ts";
import { best, referenceOf } from "../uplink/decide.ts";
import { randomDevAddr } from "./dev-addr.ts";

/** A device that a join-request may come from. */
export interface JoinCandidate {
  readonly device: Device;
  readonly profile: DeviceProfile;
  readonly state: DeviceState;
  /** AppKey, and in 1.1 also NwkKey. */
  readonly appKey: AesKey | undefined;
  readonly nwkKey: AesKey | undefined;
  readonly devAddrPrefixes: readonly string[];
}

export interface JoinContext {
  readonly ciphers: Ciphers;
  readonly clock: Clock;
  readonly random: Random;
  readonly options: NetworkOptions;
}

export interface AcceptedJoin {
  readonly ok: true;
  readonly candidate: JoinCandidate;
  readonly event: NewEvent<"join">;
  /** To be stored before the event is. */
  readonly keys: readonly NewKey[];
  /** The join-accept. */
  readonly phyPayload: Uint8Array;
}

export interface RefusedJoin {
  readonly ok: false;
  readonly code: string;
  readonly reason: string;
  /** Whose request it was, where the MIC proved it. */
  readonly device?: Device;
}

/** The device whose root key made the MIC. */
function matchJoin(
  { ciphers }: JoinContext,
  request: JoinRequest,
  phyPayload: Uint8Array,
  candidates: readonly JoinCandidate[],
): JoinCandidate | RefusedJoin {
  const forEui = candidates.filter(
    ({ device }) => device.joinEui === undefined || device.joinEui === request.joinEui,
  );
  if (forEui.length === 0) {
    const reason = `no device ${request.devEui} with JoinEUI ${request.joinEui} is known`;
    return { ok: false, code: "NS_JOIN_UNKNOWN_DEVICE", reason };
  }
  const withKey = forEui.filter((candidate) => rootKeyOf(candidate) !== undefined);
  if (withKey.length === 0) {
    const reason = `device ${request.devEui} has no root key`;
    return { ok: false, code: "NS_JOIN_NO_KEY", reason, device: forEui[0]!.device };
  }
  const match = withKey.find((candidate) =>
    verifyJoinMic(ciphers, rootKeyOf(candidate)!, phyPayload),
  );
  if (match) return match;
  const reason = `the MIC does not match the root key of ${request.devEui}`;
  const device = withKey.length === 1 ? { device: withKey[0]!.device } : {};
  return { ok: false, code: "NS_JOIN_MIC", reason, ...device };
}

/** LoRaWAN 1.1 signs join-requests with NwkKey, 1.0 with AppKey. */
function rootKeyOf({ profile, appKey, nwkKey }: JoinCandidate): AesKey | undefined {
  return profile.macVersion.startsWith("1.1") ? nwkKey : appKey;
}

/** Answers a join-request, or says why not. Pure but for the nonce, the address and the ids it draws. */
export function decideJoin(
  context: JoinContext,
  heard: HeardFrame,
  request: JoinRequest,
  candidates: readonly JoinCandidate[],
): AcceptedJoin | RefusedJoin {
  const matched = matchJoin(context, request, heard.phyPayload, candidates);
  if ("ok" in matched) return matched;
  const refusal = refusalOf(matched, request);
  return refusal ?? acceptJoin(context, heard, request, matched);
}

function refusalOf(
  { device, profile, state }: JoinCandidate,
  { joinEui, devNonce }: JoinRequest,
): RefusedJoin | undefined {
  const no = (code: string, reason: string): RefusedJoin => ({ ok: false, code, reason, device });
  if (device.disabled) return no("NS_DEVICE_DISABLED", "the device is disabled");
  if (!profile.supportsJoin) {
    return no("NS_JOIN_NOT_ALLOWED", "the profile says that the device does not join");
  }
  const isNew = !(joinEui in state.nonces);
  if (isNew && Object.keys(state.nonces).length >= MAX_JOIN_EUIS) {
    return no("NS_JOIN_EUIS", `the device used ${MAX_JOIN_EUIS} other JoinEUIs already`);
  }
  const memory = noncesOf(state, joinEui);
  if (!nonceAcceptable(memory, devNonce, profile.macVersion)) {
    const reason =
      devNonce >= memory.highest
        ? `DevNonce ${devNonce} was used before`
        : `DevNonce ${devNonce} was used before, or is below ${memory.highest}`;
    return no("NS_DEVNONCE_USED", reason);
  }
  if (state.joinNonce > 0xff_ffff) {
    return no("NS_JOINNONCE_EXHAUSTED", "all 2^24 JoinNonces of the device are spent");
  }
  return undefined;
}

function acceptJoin(
  context: JoinContext,
  heard: HeardFrame,
  request: JoinRequest,
  candidate: JoinCandidate,
): AcceptedJoin {
  const { ciphers, clock, random, options } = context;
  const { device, profile, state } = candidate;
  const is11 = profile.macVersion.startsWith("1.1");
  const region = regionOf(profile);
  const { joinNonce } = state;
  const devAddr = freshDevAddr(candidate, random);
  const cfList = cfListOf(region, options);
  const rx = {
    rx1DelayS: profile.rx.rx1DelayS ?? options.rx1DelayS,
    rx1DrOffset: profile.rx.rx1DrOffset ?? 0,
    rx2DataRate: profile.rx.rx2DataRate ?? region.rx2.dataRate,
    rx2FreqHz: rx2FrequencyHz(region, joinChannel(region, heard)),
  };
  const phyPayload = encodeJoinAccept(
    ciphers,
    {
      joinNonce,
      netId: options.netId,
      devAddr,
      dlSettings: { optNeg: is11, rx1DrOffset: rx.rx1DrOffset, rx2DataRate: rx.rx2DataRate },
      rxDelay: rx.rx1DelayS,
      cfList,
    },
    protectionOf(ciphers, candidate, request, is11),
  );
  const { ids, keys } = sessionKeys(context, candidate, request, is11);
  const body: Join = {
    deduplicationId: heard.deduplicationId,
    deviceId: device.id,
    applicationId: device.applicationId,
    devEui: device.devEui,
    joinEui: request.joinEui,
    devNonce: request.devNonce,
    joinNonce,
    devAddr,
    macVersion: profile.macVersion,
    region: profile.region,
    ...rx,
    keys: ids,
    ...(cfList && { cfList: toBase64(encodeCfList(cfList)) }),
    receptions: heard.copies.map(referenceOf),
  };
  const time = heard.copies[0]?.arrivedAt ?? clock.now();
  const at = { tenantId: device.tenantId, key: device.id, time };
  return { ok: true, candidate, event: { type: "join", ...at, body }, keys, phyPayload };
}

/** Another address than the session in use: its first frame tells which of the two it belongs to. */
function freshDevAddr(
  { state, devAddrPrefixes }: JoinCandidate,
  random: JoinContext["random"],
): Join["devAddr"] {
  const taken = new Set([state.session?.devAddr, state.pending?.devAddr]);
  for (let tries = 0; ; tries++) {
    const devAddr = randomDevAddr(devAddrPrefixes, random);
    // A prefix of one or two addresses leaves no choice.
    if (!taken.has(devAddr) || tries === 16) return devAddr;
  }
}

function joinChannel(region: Region, heard: HeardFrame): number | undefined {
  const { freqHz } = best(heard.copies).uplink;
  return knownChannels(region, { extraChannels: [] }).find((channel) => channel.freqHz === freqHz)
    ?.index;
}

function cfListOf(region: Region, options: NetworkOptions): CfList | null {
  const settings = options.regions[region.id];
  if (region.cfList?.type === 0 && settings?.extraChannelsHz?.length) {
    return { type: 0, freqsHz: settings.extraChannelsHz.slice(0, 5) };
  }
  if (region.cfList?.type === 1 && settings?.enabledChannels) {
    const chMasks = Array.from({ length: Math.ceil(region.maxChannels / 16) }, () => 0);
    for (const index of settings.enabledChannels) chMasks[index >> 4]! |= 1 << (index & 15);
    return { type: 1, chMasks };
  }
  return null;
}

function protectionOf(
  ciphers: Ciphers,
  { device, appKey, nwkKey }: JoinCandidate,
  { joinEui, devNonce }: JoinRequest,
  is11: boolean,
): JoinAcceptProtection {
  if (!is11) return { version: "1.0", rootKey: appKey! };
  const { jsIntKey } = deriveJoinServerKeys(ciphers, nwkKey!, device.devEui);
  const request = { type: "join", joinEui, nonce: devNonce } as const;
  return { version: "1.1", encryptionKey: nwkKey!, jsIntKey, request };
}

/** Derives the session's keys and names them. In 1.0 one network key stands in all three places. */
function sessionKeys(
  { ciphers, clock, random, options }: JoinContext,
  { device, state, appKey, nwkKey }: JoinCandidate,
  { joinEui, devNonce }: JoinRequest,
  is11: boolean,
): { readonly ids: SessionKeyIds; readonly keys: readonly NewKey[] } {
  const { joinNonce } = state;
  const keys: NewKey[] = [];
  const name = (key: AesKey): KeyId => {
    const id = newId<KeyId>(clock, random);
    const { tenantId } = device;
    keys.push({ id, tenantId, kind: "session", secret: revealKey(key) });
    return id;
  };
  if (is11) {
    const exchange = { joinNonce, joinEui, devNonce };
    const derived = deriveSessionKeys11(ciphers, nwkKey!, appKey ?? nwkKey!, exchange);
    const ids = {
      fNwkSIntKey: name(derived.fNwkSIntKey),
      sNwkSIntKey: name(derived.sNwkSIntKey),
      nwkSEncKey: name(derived.nwkSEncKey),
      appSKey: name(derived.appSKey),
    };
    return { ids, keys };
  }
  const exchange = { joinNonce, netId: options.netId, devNonce };
  const derived = deriveSessionKeys10(ciphers, appKey!, exchange);
  const network = name(derived.nwkSKey);
  const ids = { fNwkSIntKey: network, sNwkSIntKey: network, nwkSEncKey: network };
  return { ids: { ...ids, appSKey: name(derived.appSKey) }, keys };
}
