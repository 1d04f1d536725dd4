import { type Instant, instantToMs } from "@lorats/base";
import type { Uplink } from "@lorats/events";
import { type DownlinkMacCommand, MAX_EIRP_DBM, type Region } from "@lorats/lorawan";
import type { AdrAlgorithm } from "../adr/algorithm.ts";
import { type Session, speaks11 } from "../device/session.ts";
import type { RegionSettings } from "../options.ts";
import { knownChannels } from "../radio/rules.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import { linkAdrRequestsFor } from "./link-adr.ts";

export interface RequestContext {
  readonly uplink: Uplink;
  readonly now: Instant;
  readonly settings: RegionSettings;
  /** What the gateways that heard the uplink listen to, in plans of more channels than a gateway has. */
  readonly heardChannels: readonly number[] | undefined;
  /** Algorithms beside the built-in ones. */
  readonly algorithms: readonly AdrAlgorithm[];
  /** Whether to ask for the device's status whatever the profile says. */
  readonly probe: boolean;
}

/** Commands that belong together: sent in one frame or not at all. */
export type Request = readonly DownlinkMacCommand[];

/** After so many refusals or silences in a row a request rests, … */
const MAX_ERRORS = 5;
/** … and is tried again every so many frames. */
const RETRY_FRAMES = 64;
const DAY_MS = 86_400_000;
/** FOpts of the uplink that answers: what does not fit there is not answered. */
const MAX_ANSWER_BYTES = 15;
/** Bytes of the answers that have any beside their CID. */
const ANSWER_FIELDS: Readonly<Partial<Record<DownlinkMacCommand["command"], number>>> = {
  LinkADRReq: 1,
  RXParamSetupReq: 1,
  DevStatusReq: 2,
  NewChannelReq: 1,
  DlChannelReq: 1,
  RejoinParamSetupReq: 1,
  PingSlotChannelReq: 1,
  BeaconFreqReq: 1,
};

/**
 * What the network wants of the device to bring it to its profile, most urgent first. Compares what the device is
 * believed to do with what it should do, so that nothing is asked twice and nothing is forgotten.
 */
export function requestsFor(
  session: Session,
  profile: DeviceProfile,
  region: Region,
  context: RequestContext,
): readonly Request[] {
  const wanted: Request[] = [
    ...rxTiming(session, profile),
    ...rxParams(session, profile),
    ...txParams(session, profile, region, context.settings),
    // Before the channels: its mask knows the old ones only, and a channel is switched on when it is made.
    ...linkAdrRequestsFor(session, profile, region, context),
    ...newChannels(session, region, context.settings),
    ...dutyCycle(session, profile),
    ...classB(session, profile),
    ...version11(session, profile),
    ...deviceStatus(session, profile, context),
  ];
  const live = wanted.filter((request) => {
    const errors = session.macErrors[request[0]!.command] ?? 0;
    return errors < MAX_ERRORS || session.fCntUp % RETRY_FRAMES === 0;
  });
  return answerable(live);
}

/** As many as the device can answer in one frame: asking for more in one downlink would be asking in vain. */
function answerable(requests: readonly Request[]): readonly Request[] {
  let left = MAX_ANSWER_BYTES;
  return requests.filter((request) => {
    const bytes = request.reduce((sum, { command }) => sum + 1 + (ANSWER_FIELDS[command] ?? 0), 0);
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
}

function rxTiming({ radio }: Session, { rx }: DeviceProfile): Request[] {
  const { rx1DelayS } = rx;
  if (rx1DelayS === undefined || rx1DelayS === radio.rx1DelayS) return [];
  return [[{ command: "RXTimingSetupReq", delay: rx1DelayS }]];
}

function rxParams({ radio }: Session, { rx }: DeviceProfile): Request[] {
  const rx1DrOffset = rx.rx1DrOffset ?? radio.rx1DrOffset;
  const rx2DataRate = rx.rx2DataRate ?? radio.rx2DataRate;
  const rx2FreqHz = rx.rx2FreqHz ?? radio.rx2FreqHz;
  const same =
    rx1DrOffset === radio.rx1DrOffset &&
    rx2DataRate === radio.rx2DataRate &&
    rx2FreqHz === radio.rx2FreqHz;
  return same ? [] : [[{ command: "RXParamSetupReq", rx1DrOffset, rx2DataRate, rx2FreqHz }]];
}

function txParams(
  { radio, macVersion }: Session,
  { maxEirpDbm }: DeviceProfile,
  region: Region,
  { dwell }: RegionSettings,
): Request[] {
  // The command came with 1.0.2.
  if (!region.txParamSetup || !dwell || macVersion < "1.0.2") return [];
  const allowedDbm = maxEirpDbm ?? region.txPower.maxEirpDbm;
  const maxEirp = Math.max(
    0,
    MAX_EIRP_DBM.findLastIndex((dbm) => dbm <= allowedDbm),
  );
  const { txParams: now } = radio;
  const same =
    now?.uplinkDwell === dwell.uplink &&
    now.downlinkDwell === dwell.downlink &&
    now.maxEirpIndex === maxEirp;
  if (same) return [];
  const { uplink: uplinkDwellTime, downlink: downlinkDwellTime } = dwell;
  return [[{ command: "TxParamSetupReq", uplinkDwellTime, downlinkDwellTime, maxEirp }]];
}

/** Channels that a device of a dynamic plan lacks. */
function newChannels(
  { radio }: Session,
  region: Region,
  { extraChannelsHz = [] }: RegionSettings,
): Request[] {
  if (region.plan !== "dynamic") return [];
  const known = knownChannels(region, radio);
  const missing = extraChannelsHz.filter((hz) => !known.some(({ freqHz }) => freqHz === hz));
  const taken = new Set(known.map(({ index }) => index));
  const [minDr, maxDr] = region.cfList?.type === 0 ? region.cfList.dataRates : [0, 5];
  const requests: Request[] = [];
  for (const freqHz of missing) {
    const chIndex = freeIndex(region, taken);
    if (chIndex === undefined) break;
    taken.add(chIndex);
    requests.push([{ command: "NewChannelReq", chIndex, freqHz, minDr, maxDr }]);
  }
  return requests;
}

function freeIndex(region: Region, taken: ReadonlySet<number>): number | undefined {
  for (let index = region.channels.length; index < region.maxChannels; index++) {
    if (!taken.has(index)) return index;
  }
  return undefined;
}

function dutyCycle({ radio }: Session, { mac }: DeviceProfile): Request[] {
  const wanted = mac?.maxDutyCycle;
  if (wanted === undefined || wanted === (radio.maxDutyCycle ?? 0)) return [];
  return [[{ command: "DutyCycleReq", maxDutyCycle: wanted }]];
}

function classB({ radio, deviceClass }: Session, { classB: wanted }: DeviceProfile): Request[] {
  if (!wanted || deviceClass !== "B") return [];
  const requests: Request[] = [];
  const { pingSlotDataRate: dataRate, pingSlotFreqHz: freqHz, beaconFreqHz } = wanted;
  if (radio.pingSlot?.dataRate !== dataRate || radio.pingSlot.freqHz !== freqHz) {
    requests.push([{ command: "PingSlotChannelReq", freqHz, dataRate }]);
  }
  if (beaconFreqHz !== undefined && beaconFreqHz !== (radio.beaconFreqHz ?? 0)) {
    requests.push([{ command: "BeaconFreqReq", freqHz: beaconFreqHz }]);
  }
  return requests;
}

/** What only LoRaWAN 1.1 has. */
function version11(session: Session, { mac }: DeviceProfile): Request[] {
  if (!mac || !speaks11(session)) return [];
  const { adrAck, rejoin } = session.radio;
  const requests: Request[] = [];
  const { adrAck: wantedAck, rejoin: wantedRejoin } = mac;
  if (
    wantedAck &&
    (wantedAck.limitExp !== adrAck?.limitExp || wantedAck.delayExp !== adrAck.delayExp)
  ) {
    requests.push([{ command: "ADRParamSetupReq", ...wantedAck }]);
  }
  if (
    wantedRejoin &&
    (wantedRejoin.maxTimeN !== rejoin?.maxTimeN || wantedRejoin.maxCountN !== rejoin.maxCountN)
  ) {
    requests.push([{ command: "RejoinParamSetupReq", ...wantedRejoin }]);
  }
  return requests;
}

function deviceStatus(
  session: Session,
  { statusRequestsPerDay }: DeviceProfile,
  { now, probe }: RequestContext,
): Request[] {
  if (probe) return [[{ command: "DevStatusReq" }]];
  if (statusRequestsPerDay === 0) return [];
  const askedMs = session.statusRequestedAtMs;
  const due = askedMs === undefined || instantToMs(now) - askedMs >= DAY_MS / statusRequestsPerDay;
  return due ? [[{ command: "DevStatusReq" }]] : [];
}
