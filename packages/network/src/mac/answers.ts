import { type Instant, NS_PER_MS, NS_PER_S, instantToGps } from "@lorats/base";
import type { Uplink } from "@lorats/events";
import {
  BEACON_PERIOD_S,
  DOWNLINK_MAC_COMMANDS,
  type DownlinkMacCommand,
  type Region,
  UPLINK_MAC_COMMANDS,
  type UplinkMacCommand,
  beaconPeriodStartS,
  deviceTimeFromGps,
} from "@lorats/lorawan";

/** What answers are made of. */
export interface AnswerContext {
  readonly region: Region;
  /** RX1 delay of the session. */
  readonly rx1DelayS: number;
  /** SNR of the best copy above the demodulation floor. */
  readonly marginDb: number;
  readonly gatewayCount: number;
  /** When the uplink ended. */
  readonly endedAt: Instant;
}

/** The MAC commands of an uplink, as far as they can be read. */
export function commandsOf(uplink: Pick<Uplink, "macCommands">): readonly UplinkMacCommand[] {
  return UPLINK_MAC_COMMANDS.parse(Uint8Array.fromBase64(uplink.macCommands)).commands;
}

/** What the network owes the device for its requests, encoded one by one. */
export function answersTo(
  commands: readonly UplinkMacCommand[],
  context: AnswerContext,
): Uint8Array[] {
  const answers = commands.map((command) => answer(command, context));
  return answers
    .filter((one) => one !== undefined)
    .map((one) => DOWNLINK_MAC_COMMANDS.encode([one]));
}

/** The minor version of LoRaWAN 1.1, which 1.1 devices are told. */
const MINOR_1_1 = 1;

function answer(command: UplinkMacCommand, context: AnswerContext): DownlinkMacCommand | undefined {
  const { marginDb, gatewayCount, endedAt } = context;
  switch (command.command) {
    case "LinkCheckReq": {
      const margin = Math.min(254, Math.max(0, Math.trunc(marginDb)));
      return { command: "LinkCheckAns", margin, gwCnt: Math.min(255, gatewayCount) };
    }
    case "DeviceTimeReq":
      return deviceTimeFromGps(instantToGps(endedAt));
    case "RekeyInd":
      return { command: "RekeyConf", minor: Math.min(command.minor, MINOR_1_1) };
    case "ResetInd":
      return { command: "ResetConf", minor: Math.min(command.minor, MINOR_1_1) };
    case "BeaconTimingReq":
      return beaconTiming(context);
    case "PingSlotInfoReq":
      return { command: "PingSlotInfoAns" };
    case "DeviceModeInd":
      return { command: "DeviceModeConf", class: command.class };
    case "LinkADRAns":
    case "DutyCycleAns":
    case "RXParamSetupAns":
    case "DevStatusAns":
    case "NewChannelAns":
    case "RXTimingSetupAns":
    case "TxParamSetupAns":
    case "DlChannelAns":
    case "ADRParamSetupAns":
    case "RejoinParamSetupAns":
    case "PingSlotChannelAns":
    case "BeaconFreqAns":
      return undefined;
  }
}

const BEACON_UNIT_NS = 30n * NS_PER_MS;

/** When the next beacon comes, from the start of an answer in RX1. @see LoRaWAN L2 1.0.2 §14.3 */
function beaconTiming({ region, rx1DelayS, endedAt }: AnswerContext): DownlinkMacCommand {
  const startNs = instantToGps(endedAt) + BigInt(rx1DelayS) * NS_PER_S;
  const nextS = beaconPeriodStartS(startNs) + BEACON_PERIOD_S;
  const delay = Number((BigInt(nextS) * NS_PER_S - startNs) / BEACON_UNIT_NS);
  const { count } = region.classB.beacon.frequency;
  return { command: "BeaconTimingAns", delay, channel: (nextS / BEACON_PERIOD_S) % count };
}
