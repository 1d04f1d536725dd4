import type { DevAddr } from "@lorats/base";
import { defaultChannels } from "../../src/device/channels.ts";
import { radioPlan } from "../../src/device/region.ts";
import {
  FRESH_DEVICE,
  type DeviceSession,
  type DeviceState,
} from "../../src/device/device-state.ts";

export const EU868_PLAN = radioPlan("EU868", 0);
export const NWK_S_KEY = "2b7e151628aed2a6abf7158809cf4f3c";
export const ADDRESS = "26012345" as DevAddr;

export const TEST_SESSION: DeviceSession = {
  netId: 0x13,
  devAddr: ADDRESS,
  keys: { version: "1.0", nwkSKey: NWK_S_KEY, appSKey: NWK_S_KEY },
  fCntUp: 0,
  fCntDown: -1,
  aFCntDown: -1,
  confFCntDown: 0,
  rx1DelayS: 1,
  rx1DrOffset: 0,
  rx2DataRate: 0,
  rx2FreqHz: 869_525_000,
  channels: defaultChannels(EU868_PLAN),
  dwell: { uplink: false, downlink: false },
  maxEirpDbm: 16,
  dataRate: 5,
  txPowerIndex: 0,
  nbTrans: 3,
  maxDutyCycle: 0,
  adrAckCnt: 0,
  adrAckLimit: 64,
  adrAckDelay: 32,
  sticky: "",
  isRekeyed: true,
  isModeConfirmed: true,
  periodicRejoin: undefined,
  rjCount0: 0,
  uplinksSinceRejoin: 0,
  pingSlotChannel: undefined,
  isPingSlotInfoKnown: false,
  beaconFreqHz: 0,
};

export const JOINED: DeviceState = { ...FRESH_DEVICE, devNonce: 2, session: TEST_SESSION };
