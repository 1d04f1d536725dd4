import { CommandSet } from "../command/command-set.ts";
import type { Direction } from "../frame/m-hdr.ts";
import {
  type ADRParamSetupAns,
  type ADRParamSetupReq,
  adrParamSetupAns,
  adrParamSetupReq,
} from "./adr-param-setup.ts";
import {
  type BeaconFreqAns,
  type BeaconFreqReq,
  beaconFreqAns,
  beaconFreqReq,
} from "./beacon-freq.ts";
import {
  type BeaconTimingAns,
  type BeaconTimingReq,
  beaconTimingAns,
  beaconTimingReq,
} from "./beacon-timing.ts";
import { type DevStatusAns, type DevStatusReq, devStatusAns, devStatusReq } from "./dev-status.ts";
import {
  type DeviceModeConf,
  type DeviceModeInd,
  deviceModeConf,
  deviceModeInd,
} from "./device-mode.ts";
import {
  type DeviceTimeAns,
  type DeviceTimeReq,
  deviceTimeAns,
  deviceTimeReq,
} from "./device-time.ts";
import { type DlChannelAns, type DlChannelReq, dlChannelAns, dlChannelReq } from "./dl-channel.ts";
import { type DutyCycleAns, type DutyCycleReq, dutyCycleAns, dutyCycleReq } from "./duty-cycle.ts";
import { type ForceRejoinReq, forceRejoinReq } from "./force-rejoin.ts";
import { type LinkADRAns, type LinkADRReq, linkAdrAns, linkAdrReq } from "./link-adr.ts";
import { type LinkCheckAns, type LinkCheckReq, linkCheckAns, linkCheckReq } from "./link-check.ts";
import {
  type NewChannelAns,
  type NewChannelReq,
  newChannelAns,
  newChannelReq,
} from "./new-channel.ts";
import {
  type PingSlotChannelAns,
  type PingSlotChannelReq,
  pingSlotChannelAns,
  pingSlotChannelReq,
} from "./ping-slot-channel.ts";
import {
  type PingSlotInfoAns,
  type PingSlotInfoReq,
  pingSlotInfoAns,
  pingSlotInfoReq,
} from "./ping-slot-info.ts";
import {
  type RejoinParamSetupAns,
  type RejoinParamSetupReq,
  rejoinParamSetupAns,
  rejoinParamSetupReq,
} from "./rejoin-param-setup.ts";
import { type RekeyConf, type RekeyInd, rekeyConf, rekeyInd } from "./rekey.ts";
import { type ResetConf, type ResetInd, resetConf, resetInd } from "./reset.ts";
import {
  type RXParamSetupAns,
  type RXParamSetupReq,
  rxParamSetupAns,
  rxParamSetupReq,
} from "./rx-param-setup.ts";
import {
  type RXTimingSetupAns,
  type RXTimingSetupReq,
  rxTimingSetupAns,
  rxTimingSetupReq,
} from "./rx-timing-setup.ts";
import {
  type TxParamSetupAns,
  type TxParamSetupReq,
  txParamSetupAns,
  txParamSetupReq,
} from "./tx-param-setup.ts";

/** What devices send. */
export type UplinkMacCommand =
  | ResetInd
  | LinkCheckReq
  | LinkADRAns
  | DutyCycleAns
  | RXParamSetupAns
  | DevStatusAns
  | NewChannelAns
  | RXTimingSetupAns
  | TxParamSetupAns
  | DlChannelAns
  | RekeyInd
  | ADRParamSetupAns
  | DeviceTimeReq
  | RejoinParamSetupAns
  | PingSlotInfoReq
  | PingSlotChannelAns
  | BeaconTimingReq
  | BeaconFreqAns
  | DeviceModeInd;

/** What networks send. */
export type DownlinkMacCommand =
  | ResetConf
  | LinkCheckAns
  | LinkADRReq
  | DutyCycleReq
  | RXParamSetupReq
  | DevStatusReq
  | NewChannelReq
  | RXTimingSetupReq
  | TxParamSetupReq
  | DlChannelReq
  | RekeyConf
  | ADRParamSetupReq
  | DeviceTimeAns
  | ForceRejoinReq
  | RejoinParamSetupReq
  | PingSlotInfoAns
  | PingSlotChannelReq
  | BeaconTimingAns
  | BeaconFreqReq
  | DeviceModeConf;

export type MacCommand = UplinkMacCommand | DownlinkMacCommand;

/** A command named in the type above and missing here does not compile. */
export const UPLINK_MAC_COMMANDS: CommandSet<UplinkMacCommand> = new CommandSet<UplinkMacCommand>({
  ResetInd: resetInd,
  LinkCheckReq: linkCheckReq,
  LinkADRAns: linkAdrAns,
  DutyCycleAns: dutyCycleAns,
  RXParamSetupAns: rxParamSetupAns,
  DevStatusAns: devStatusAns,
  NewChannelAns: newChannelAns,
  RXTimingSetupAns: rxTimingSetupAns,
  TxParamSetupAns: txParamSetupAns,
  DlChannelAns: dlChannelAns,
  RekeyInd: rekeyInd,
  ADRParamSetupAns: adrParamSetupAns,
  DeviceTimeReq: deviceTimeReq,
  RejoinParamSetupAns: rejoinParamSetupAns,
  PingSlotInfoReq: pingSlotInfoReq,
  PingSlotChannelAns: pingSlotChannelAns,
  BeaconTimingReq: beaconTimingReq,
  BeaconFreqAns: beaconFreqAns,
  DeviceModeInd: deviceModeInd,
});

export const DOWNLINK_MAC_COMMANDS: CommandSet<DownlinkMacCommand> =
  new CommandSet<DownlinkMacCommand>({
    ResetConf: resetConf,
    LinkCheckAns: linkCheckAns,
    LinkADRReq: linkAdrReq,
    DutyCycleReq: dutyCycleReq,
    RXParamSetupReq: rxParamSetupReq,
    DevStatusReq: devStatusReq,
    NewChannelReq: newChannelReq,
    RXTimingSetupReq: rxTimingSetupReq,
    TxParamSetupReq: txParamSetupReq,
    DlChannelReq: dlChannelReq,
    RekeyConf: rekeyConf,
    ADRParamSetupReq: adrParamSetupReq,
    DeviceTimeAns: deviceTimeAns,
    ForceRejoinReq: forceRejoinReq,
    RejoinParamSetupReq: rejoinParamSetupReq,
    PingSlotInfoAns: pingSlotInfoAns,
    PingSlotChannelReq: pingSlotChannelReq,
    BeaconTimingAns: beaconTimingAns,
    BeaconFreqReq: beaconFreqReq,
    DeviceModeConf: deviceModeConf,
  });

/** The commands that travel in one direction. */
export function macCommandSet(direction: Direction): CommandSet<MacCommand> {
  return direction === "up" ? UPLINK_MAC_COMMANDS : DOWNLINK_MAC_COMMANDS;
}
