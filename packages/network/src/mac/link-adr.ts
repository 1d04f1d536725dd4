import {
  type ChannelMaskBlock,
  type LinkAdrBlock,
  type Region,
  buildChannelMasks,
  linkAdrRequests,
} from "@lorats/lorawan";
import { findAdrAlgorithm } from "../adr/index.ts";
import type { AdrDecision } from "../adr/algorithm.ts";
import { samplesOf } from "../device/adr-history.ts";
import type { Session } from "../device/session.ts";
import { enabledChannels, knownChannels, requiredSnrDb } from "../radio/rules.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import type { Request, RequestContext } from "./requests.ts";

/**
 * One run of LinkADRReq for data rate, power, repetitions and channels together, or nothing when the device does all
 * of it already. Without the ADR bit the device chooses its data rate itself: then channels alone are a reason.
 */
export function linkAdrRequestsFor(
  session: Session,
  profile: DeviceProfile,
  region: Region,
  context: RequestContext,
): readonly Request[] {
  const { radio, last } = session;
  if (!last) return [];
  const known = knownChannels(region, radio).map(({ index }) => index);
  const current = enabledChannels(region, radio);
  const target = wantedChannels(region, context, known, current);
  const masks = sameChannels(target, current)
    ? []
    : buildChannelMasks(region, target, current, known);
  const now = {
    dataRate: last.dataRate,
    txPowerIndex: radio.txPowerIndex,
    nbTrans: radio.nbTrans,
  };
  const decision = context.uplink.adr ? decide(session, profile, region, context, now) : now;
  const same =
    decision.dataRate === now.dataRate &&
    decision.txPowerIndex === now.txPowerIndex &&
    decision.nbTrans === now.nbTrans;
  if (same && masks.length === 0) return [];
  const block: LinkAdrBlock = {
    masks: masks.length > 0 ? masks : [unchanged(target)],
    dataRate: decision.dataRate,
    txPower: decision.txPowerIndex,
    nbTrans: decision.nbTrans,
  };
  return [linkAdrRequests(block)];
}

/** The channels that the device shall use, ascending. */
function wantedChannels(
  region: Region,
  { settings, heardChannels }: RequestContext,
  known: readonly number[],
  current: readonly number[],
): readonly number[] {
  if (settings.enabledChannels) {
    const wanted = settings.enabledChannels.filter((index) => known.includes(index));
    return wanted.length > 0 ? wanted : current;
  }
  if (region.plan === "dynamic") return known;
  // As long as every channel is heard, another set of gateways is no reason to change.
  const isHeard = heardChannels?.length ? current.every((i) => heardChannels.includes(i)) : true;
  return isHeard ? current : heardChannels!;
}

/** Both in ascending order, as plans list channels. */
function sameChannels(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((index, i) => index === b[i]);
}

/** The first bank as it is: some mask has to be said. */
function unchanged(channels: readonly number[]): ChannelMaskBlock {
  const chMask = channels.filter((i) => i < 16).reduce((mask, i) => mask | (1 << i), 0);
  return { chMaskCntl: 0, chMask };
}

function decide(
  { adrHistory, last }: Session,
  { adr, macVersion, regParamsRevision }: DeviceProfile,
  region: Region,
  { algorithms, uplink }: RequestContext,
  now: AdrDecision,
): AdrDecision {
  const algorithm = findAdrAlgorithm(adr.algorithm, algorithms);
  if (!algorithm) return now;
  const maxDataRate = Math.min(adr.maxDataRate ?? region.maxAdrDataRate, region.maxAdrDataRate);
  const { offsetsDb } = region.txPower;
  const decision = algorithm.decide({
    ...now,
    minDataRate: adr.minDataRate ?? 0,
    maxDataRate,
    maxTxPowerIndex: Math.min(adr.maxTxPowerIndex ?? 15, offsetsDb.length - 1),
    txPowerStepDb: (offsetsDb[0] ?? 0) - (offsetsDb[1] ?? -2),
    requiredSnrDb: requiredSnrDb(region, last!.dataRate),
    installationMarginDb: adr.installationMarginDb,
    history: samplesOf(adrHistory),
    device: { devEui: uplink.devEui, region: region.id, macVersion, regParamsRevision },
  });
  // Above the LoRa data rates that ADR uses (FSK, 250 kHz, LR-FHSS) the device was put on purpose.
  return now.dataRate > region.maxAdrDataRate ? { ...decision, dataRate: now.dataRate } : decision;
}
