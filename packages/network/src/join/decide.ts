import { type Clock, type KeyId, type NewKey, type Random, newId, toBase64 } from "@lorats/base";
import type { Join, NewEvent, SessionKeyIds } from "@lorats/events";
import {
  type AesKey,
  type CfList,
  type Region,
  buildCfList,
  encodeCfList,
  revealKey,
  rx2FrequencyHz,
} from "@lorats/lorawan";
import type { JoinAnswer, JoinQuestion, SessionSecrets } from "../join-server/join-server.ts";
import type { NetworkOptions } from "../options.ts";
import { channelsHeardBy } from "../radio/heard-channels.ts";
import { regionOf } from "../radio/regions.ts";
import { joinChannel, uplinkDataRate } from "../radio/rules.ts";
import type { HeardFrame } from "../uplink/collector.ts";
import { best, referenceOf } from "../uplink/decide.ts";
import { randomDevAddr } from "./dev-addr.ts";
import type { JoinCandidate, JoinMatch } from "./match.ts";
import type { ActivationRequest } from "./request.ts";

export interface JoinContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly options: NetworkOptions;
}

/** The network server's part of a session that may begin: its address and its radio parameters. */
export interface JoinOffer {
  readonly question: JoinQuestion;
  readonly rx: Pick<Join, "rx1DelayS" | "rx1DrOffset" | "rx2DataRate" | "rx2FreqHz">;
}

/** What to ask the join server for a request whose device was found. Pure but for the address it draws. */
export function offerSession(
  { random, options }: JoinContext,
  heard: HeardFrame,
  { kind, devEui, nonce }: ActivationRequest,
  { candidate, joinEui }: JoinMatch,
): JoinOffer {
  const { profile } = candidate;
  const region = regionOf(profile);
  const rx = kind === "rejoin-2" ? keptRx(candidate) : newRx(region, candidate, heard, options);
  const { rx1DrOffset, rx2DataRate, rx1DelayS } = rx;
  const question: JoinQuestion = {
    request: kind,
    macVersion: profile.macVersion,
    phyPayload: heard.phyPayload,
    devEui,
    joinEui,
    nonce,
    accept: {
      netId: options.netId,
      devAddr: freshDevAddr(candidate, random),
      rx1DrOffset,
      rx2DataRate,
      rxDelay: rx1DelayS,
      // A rekeyed device keeps its channels.
      cfList: kind === "rejoin-2" ? null : cfListOf(region, options, heard),
    },
  };
  return { question, rx };
}

function newRx(
  region: Region,
  { profile }: JoinCandidate,
  heard: HeardFrame,
  options: NetworkOptions,
): JoinOffer["rx"] {
  return {
    rx1DelayS: profile.rx.rx1DelayS ?? options.rx1DelayS,
    rx1DrOffset: profile.rx.rx1DrOffset ?? 0,
    rx2DataRate: profile.rx.rx2DataRate ?? region.rx2.dataRate,
    rx2FreqHz: rx2FrequencyHz(region, joinChannel(region, placeOf(region, heard))),
  };
}

/** Type 2 renews keys and address and leaves the radio alone. @see LoRaWAN L2 1.1 §6.2.4 */
function keptRx({ state }: JoinCandidate): JoinOffer["rx"] {
  const { rx1DelayS, rx1DrOffset, rx2DataRate, rx2FreqHz } = state.session!.radio;
  return { rx1DelayS, rx1DrOffset, rx2DataRate, rx2FreqHz };
}

/** The event of a session that the join server granted, and its keys, to be stored before the event is. */
export function grantedSession(
  { clock, random }: JoinContext,
  heard: HeardFrame,
  { candidate }: JoinMatch,
  { question, rx }: JoinOffer,
  { joinNonce, secrets }: JoinAnswer & { readonly ok: true },
): { readonly event: NewEvent<"join">; readonly keys: readonly NewKey[] } {
  const { device, profile } = candidate;
  const { request, nonce, joinEui, accept } = question;
  const { ids, keys } = namedKeys({ clock, random }, candidate, secrets);
  const { cfList } = accept;
  const body: Join = {
    deduplicationId: heard.deduplicationId,
    deviceId: device.id,
    applicationId: device.applicationId,
    devEui: device.devEui,
    joinEui,
    devNonce: nonce,
    joinNonce,
    devAddr: accept.devAddr as Join["devAddr"],
    macVersion: profile.macVersion,
    region: profile.region,
    ...rx,
    keys: ids,
    ...(cfList && { cfList: toBase64(encodeCfList(cfList)) }),
    ...(request !== "join" && { request }),
    receptions: heard.copies.map(referenceOf),
  };
  const time = heard.copies[0]?.arrivedAt ?? clock.now();
  const at = { tenantId: device.tenantId, key: device.id, time };
  return { event: { type: "join", ...at, body }, keys };
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

function placeOf(region: Region, heard: HeardFrame): { freqHz: number; dataRate: number } {
  const { freqHz, modulation } = best(heard.copies).uplink;
  return { freqHz, dataRate: uplinkDataRate(region, modulation) ?? 0 };
}

function cfListOf(region: Region, options: NetworkOptions, heard: HeardFrame): CfList | null {
  const settings = options.regions[region.id];
  if (region.cfList?.type === 0 && settings?.extraChannelsHz?.length) {
    return { type: 0, freqsHz: settings.extraChannelsHz.slice(0, 5) };
  }
  const channels = settings?.enabledChannels ?? channelsHeardBy(region, heard.copies);
  if (region.cfList?.type !== 1 || !channels?.length) return null;
  const enabled = region.channels.filter(({ index }) => channels.includes(index));
  return buildCfList(region, enabled) ?? null;
}

/** Names the session's keys; one that stands in several places has one name. */
function namedKeys(
  { clock, random }: Pick<JoinContext, "clock" | "random">,
  { device: { tenantId } }: JoinCandidate,
  { fNwkSIntKey, sNwkSIntKey, nwkSEncKey, appSKey }: SessionSecrets,
): { readonly ids: SessionKeyIds; readonly keys: readonly NewKey[] } {
  const keys: NewKey[] = [];
  const named = new Map<AesKey, KeyId>();
  const name = (key: AesKey): KeyId => {
    const id = named.get(key) ?? newId<KeyId>(clock, random);
    if (named.has(key)) return id;
    named.set(key, id);
    keys.push({ id, tenantId, kind: "session", secret: revealKey(key) });
    return id;
  };
  const ids = {
    fNwkSIntKey: name(fNwkSIntKey),
    sNwkSIntKey: name(sNwkSIntKey),
    nwkSEncKey: name(nwkSEncKey),
    appSKey: name(appSKey),
  };
  return { ids, keys };
}
