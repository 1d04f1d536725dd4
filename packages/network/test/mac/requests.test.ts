import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom, toBase64, VirtualClock } from "@lorats/base";
import type { Downlink, Uplink } from "@lorats/events";
import {
  DOWNLINK_MAC_COMMANDS,
  UPLINK_MAC_COMMANDS,
  type UplinkMacCommand,
  getRegion,
} from "@lorats/lorawan";
import type { DeviceProfile } from "@lorats/network";
import { Samples } from "@lorats/network/testing";
import { NO_ADR_HISTORY } from "../../src/device/adr-history.ts";
import type { Session } from "../../src/device/session.ts";
import { foldMacAnswers, foldMacRequests } from "../../src/mac/fold.ts";
import { requestsFor } from "../../src/mac/requests.ts";

const clock = new VirtualClock();
const samples = new Samples(clock, new SeededRandom(5));

function sessionOf(change: Partial<Session>): Session {
  return {
    devAddr: "260b0001" as Session["devAddr"],
    activation: "join",
    startedAtMs: 0,
    macVersion: "1.0.3",
    region: "EU868",
    keys: {} as Session["keys"],
    fCntUp: 1,
    seen: [],
    nFCntDown: 0,
    aFCntDown: 0,
    links: [],
    radio: {
      rx1DelayS: 1,
      rx1DrOffset: 0,
      rx2DataRate: 0,
      rx2FreqHz: 869_525_000,
      extraChannels: [],
      txPowerIndex: 0,
      nbTrans: 1,
    },
    pendingRequests: "",
    macErrors: {},
    adrHistory: NO_ADR_HISTORY,
    deviceClass: "A",
    ...change,
  };
}

/** What is asked of a device, and asked again once it has given these answers. */
function asked(
  profileChange: Partial<DeviceProfile>,
  sessionChange: Partial<Session>,
  ...answers: readonly UplinkMacCommand[][]
): readonly (readonly object[])[] {
  const profile = {
    ...samples.profile(samples.id(), { adr: { algorithm: "none", installationMarginDb: 10 } }),
    ...profileChange,
  } as DeviceProfile;
  let session = sessionOf({ region: profile.region, ...sessionChange });
  const region = getRegion(profile.region);
  const settings = { dwell: { uplink: true, downlink: true } };
  const classB = session.deviceClass === "B";
  const uplink = { adr: true, dataRate: 5, macCommands: "", classB } as unknown as Uplink;
  const context = { uplink, now: clock.now(), settings, heardChannels: undefined, probe: false };
  const ask = () => requestsFor(session, profile, region, { ...context, algorithms: [] }).flat();
  const all = [ask()];
  for (const answer of answers) {
    const macCommands = toBase64(DOWNLINK_MAC_COMMANDS.encode(all.at(-1)!));
    session = foldMacRequests(session, { macCommands } as Downlink, 0);
    const said = toBase64(UPLINK_MAC_COMMANDS.encode(answer));
    session = foldMacAnswers(session, { ...uplink, macCommands: said });
    all.push(ask());
  }
  return all;
}

it("L2 1.0.4 §5.3: the duty cycle of the profile, until it is acknowledged", () => {
  const mac = { maxDutyCycle: 7 };
  const request = [{ command: "DutyCycleReq", maxDutyCycle: 7 }];
  const seen = asked({ mac }, {}, [], [{ command: "DutyCycleAns" }]);
  assert.deepEqual(seen, [request, request, []]);
});

it("L2 1.0.4 §5.8: dwell times and power where the region knows them, from 1.0.2 on", () => {
  const profile = { region: "AS923" } as const;
  const request = {
    command: "TxParamSetupReq",
    uplinkDwellTime: true,
    downlinkDwellTime: true,
    maxEirp: 5,
  };
  const [first, second] = asked(profile, { macVersion: "1.0.3" }, [{ command: "TxParamSetupAns" }]);
  assert.deepEqual([first, second], [[request], []]);
  assert.deepEqual(asked(profile, { macVersion: "1.0.1" }), [[]]);
  assert.deepEqual(asked({ region: "EU868" }, {}), [[]]);
});

it("L2 1.1 §5.11, §5.14: ADR's limits and the rejoining of the profile, of 1.1 devices only", () => {
  const mac = {
    adrAck: { limitExp: 7, delayExp: 6 },
    rejoin: { maxTimeN: 10, maxCountN: 4 },
  };
  const requests = [
    { command: "ADRParamSetupReq", limitExp: 7, delayExp: 6 },
    { command: "RejoinParamSetupReq", maxTimeN: 10, maxCountN: 4 },
  ];
  const answers: UplinkMacCommand[] = [
    { command: "ADRParamSetupAns" },
    { command: "RejoinParamSetupAns", timeOk: false },
  ];
  assert.deepEqual(asked({ mac }, { macVersion: "1.1.0" }, answers), [requests, []]);
  assert.deepEqual(asked({ mac }, { macVersion: "1.0.4" }), [[]]);
});

it("L2 1.0.4 §13: the beacon's frequency and the ping slot's channel, while the device is in class B", () => {
  const classB = {
    timeoutS: 10,
    pingSlotPeriodicity: 4,
    pingSlotDataRate: 3,
    pingSlotFreqHz: 869_525_000,
    beaconFreqHz: 869_500_000,
  };
  const requests = [
    { command: "PingSlotChannelReq", freqHz: 869_525_000, dataRate: 3 },
    { command: "BeaconFreqReq", freqHz: 869_500_000 },
  ];
  const answers: UplinkMacCommand[] = [
    { command: "PingSlotChannelAns", dataRateOk: true, channelFrequencyOk: true },
    { command: "BeaconFreqAns", beaconFrequencyOk: true },
  ];
  const known = { ...sessionOf({}).radio, pingSlot: { periodicity: 4 } };
  const inB = asked({ classB }, { deviceClass: "B", radio: known }, answers);
  assert.deepEqual(inB, [requests, []]);
  assert.deepEqual(asked({ classB }, { deviceClass: "A" }), [[]]);
});
