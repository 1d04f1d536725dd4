import {
  type DownlinkMacCommand,
  type Region,
  type UplinkMacCommand,
  applyChannelMask,
  linkAdrBlocks,
} from "@lorats/lorawan";
import type { RadioState } from "../device/session.ts";
import { type Ranges, addToRanges } from "../device/ranges.ts";
import { enabledChannels, knownChannels } from "../radio/rules.ts";

/** Did the device take the request? Unless every bit of an answer agrees, nothing has changed. */
export function wasAccepted(answer: UplinkMacCommand): boolean {
  // Its bit says that the device counts uplinks only: the request holds all the same.
  if (answer.command === "RejoinParamSetupAns") return true;
  return Object.values(answer).every((field) => field !== false);
}

/** The radio parameters of a device that accepted this request, or this run of LinkADRReq. */
export function acceptRequest(
  radio: RadioState,
  region: Region,
  group: readonly DownlinkMacCommand[],
): RadioState {
  const request = group[0]!;
  switch (request.command) {
    case "LinkADRReq":
      return acceptLinkAdr(radio, region, group);
    case "DutyCycleReq":
      return { ...radio, maxDutyCycle: request.maxDutyCycle };
    case "RXParamSetupReq": {
      const { rx1DrOffset, rx2DataRate, rx2FreqHz } = request;
      return { ...radio, rx1DrOffset, rx2DataRate, rx2FreqHz };
    }
    case "NewChannelReq":
      return acceptNewChannel(radio, request);
    case "RXTimingSetupReq":
      return { ...radio, rx1DelayS: Math.max(1, request.delay) };
    case "TxParamSetupReq":
      return {
        ...radio,
        txParams: {
          uplinkDwell: request.uplinkDwellTime,
          downlinkDwell: request.downlinkDwellTime,
          maxEirpIndex: request.maxEirp,
        },
      };
    case "DlChannelReq":
      return {
        ...radio,
        rx1FreqHz: { ...radio.rx1FreqHz, [request.chIndex]: request.freqHz },
      };
    case "PingSlotChannelReq": {
      const { freqHz, dataRate } = request;
      return { ...radio, pingSlot: { ...radio.pingSlot, freqHz, dataRate } };
    }
    case "BeaconFreqReq":
      return { ...radio, beaconFreqHz: request.freqHz };
    case "ADRParamSetupReq": {
      const { limitExp, delayExp } = request;
      return { ...radio, adrAck: { limitExp, delayExp } };
    }
    case "RejoinParamSetupReq": {
      const { maxTimeN, maxCountN } = request;
      return { ...radio, rejoin: { maxTimeN, maxCountN } };
    }
    case "ResetConf":
    case "LinkCheckAns":
    case "DevStatusReq":
    case "RekeyConf":
    case "DeviceTimeAns":
    case "ForceRejoinReq":
    case "PingSlotInfoAns":
    case "BeaconTimingAns":
    case "DeviceModeConf":
      return radio;
  }
}

/** 15 keeps the power, 0 the number of transmissions. */
function acceptLinkAdr(
  radio: RadioState,
  region: Region,
  group: readonly DownlinkMacCommand[],
): RadioState {
  const [block] = linkAdrBlocks(group);
  if (!block) return radio;
  const defined = knownChannels(region, radio).map(({ index }) => index);
  let channels: Iterable<number> = enabledChannels(region, radio);
  for (const step of block.masks) {
    channels = applyChannelMask(region, step, channels, defined) ?? channels;
  }
  let enabled: Ranges = [];
  for (const index of channels) enabled = addToRanges(enabled, index);
  return {
    ...radio,
    enabled,
    txPowerIndex: block.txPower === 15 ? radio.txPowerIndex : block.txPower,
    nbTrans: block.nbTrans === 0 ? radio.nbTrans : block.nbTrans,
  };
}

function acceptNewChannel(
  radio: RadioState,
  request: Extract<DownlinkMacCommand, { readonly command: "NewChannelReq" }>,
): RadioState {
  const { chIndex: index, freqHz, minDr: minDataRate, maxDr: maxDataRate } = request;
  const others = radio.extraChannels.filter((channel) => channel.index !== index);
  if (freqHz === 0) return { ...radio, extraChannels: others };
  const extraChannels = [...others, { index, freqHz, minDataRate, maxDataRate }];
  // A channel that is created is switched on.
  const enabled = radio.enabled && addToRanges(radio.enabled, index);
  return { ...radio, extraChannels, ...(enabled && { enabled }) };
}
