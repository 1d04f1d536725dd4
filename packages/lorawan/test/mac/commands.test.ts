import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallerError, fromHex, toHex } from "@lorats/base";
import {
  DOWNLINK_MAC_COMMANDS,
  deviceTimeFromGps,
  linkAdrBlocks,
  linkAdrRequests,
  UPLINK_MAC_COMMANDS,
  type DownlinkMacCommand,
  type LinkADRReq,
  type UplinkMacCommand,
} from "@lorats/lorawan";

/** Bytes written by hand from the clauses. */
const UPLINKS: readonly [string, UplinkMacCommand, string][] = [
  ["0101", { command: "ResetInd", minor: 1 }, "1.1 §5.1"],
  ["02", { command: "LinkCheckReq" }, "1.1 §5.2"],
  [
    "0305",
    { command: "LinkADRAns", powerAck: true, dataRateAck: false, channelMaskAck: true },
    "1.1 §5.3",
  ],
  ["04", { command: "DutyCycleAns" }, "1.1 §5.4"],
  [
    "0506",
    { command: "RXParamSetupAns", rx1DrOffsetAck: true, rx2DataRateAck: true, channelAck: false },
    "1.1 §5.5",
  ],
  ["067307", { command: "DevStatusAns", battery: 115, margin: 7 }, "1.1 §5.6"],
  ["06ff20", { command: "DevStatusAns", battery: 255, margin: -32 }, "1.1 §5.6, coldest margin"],
  [
    "0702",
    { command: "NewChannelAns", dataRateRangeOk: true, channelFrequencyOk: false },
    "1.1 §5.7",
  ],
  ["08", { command: "RXTimingSetupAns" }, "1.1 §5.8"],
  ["09", { command: "TxParamSetupAns" }, "1.1 §5.9"],
  [
    "0a01",
    { command: "DlChannelAns", uplinkFrequencyExists: false, channelFrequencyOk: true },
    "1.1 §5.7",
  ],
  ["0b01", { command: "RekeyInd", minor: 1 }, "1.1 §5.10"],
  ["0c", { command: "ADRParamSetupAns" }, "1.1 §5.11"],
  ["0d", { command: "DeviceTimeReq" }, "1.1 §5.12"],
  ["0f01", { command: "RejoinParamSetupAns", timeOk: true }, "1.1 §5.14"],
  ["1007", { command: "PingSlotInfoReq", periodicity: 7 }, "1.1 §14"],
  [
    "1102",
    { command: "PingSlotChannelAns", dataRateOk: true, channelFrequencyOk: false },
    "1.1 §14",
  ],
  ["12", { command: "BeaconTimingReq" }, "1.0.2 §14"],
  ["1301", { command: "BeaconFreqAns", beaconFrequencyOk: true }, "1.1 §14"],
  ["2002", { command: "DeviceModeInd", class: "C" }, "1.1 §18"],
];

const DOWNLINKS: readonly [string, DownlinkMacCommand, string][] = [
  ["0101", { command: "ResetConf", minor: 1 }, "1.1 §5.1"],
  ["021403", { command: "LinkCheckAns", margin: 20, gwCnt: 3 }, "1.1 §5.2"],
  [
    "0350ff0071",
    { command: "LinkADRReq", dataRate: 5, txPower: 0, chMask: 0x00ff, chMaskCntl: 7, nbTrans: 1 },
    "1.1 §5.3",
  ],
  ["0407", { command: "DutyCycleReq", maxDutyCycle: 7 }, "1.1 §5.4"],
  [
    "0523d2ad84",
    { command: "RXParamSetupReq", rx1DrOffset: 2, rx2DataRate: 3, rx2FreqHz: 869_525_000 },
    "1.1 §5.5",
  ],
  ["06", { command: "DevStatusReq" }, "1.1 §5.6"],
  [
    "0703184f8450",
    { command: "NewChannelReq", chIndex: 3, freqHz: 867_100_000, maxDr: 5, minDr: 0 },
    "1.1 §5.7",
  ],
  ["080f", { command: "RXTimingSetupReq", delay: 15 }, "1.1 §5.8"],
  [
    "0935",
    { command: "TxParamSetupReq", downlinkDwellTime: true, uplinkDwellTime: true, maxEirp: 5 },
    "1.1 §5.9",
  ],
  ["0a05d2ad84", { command: "DlChannelReq", chIndex: 5, freqHz: 869_525_000 }, "1.1 §5.7"],
  ["0b01", { command: "RekeyConf", minor: 1 }, "1.1 §5.10"],
  ["0c65", { command: "ADRParamSetupReq", limitExp: 6, delayExp: 5 }, "1.1 §5.11"],
  [
    "0dd7c98c3880",
    { command: "DeviceTimeAns", gpsSeconds: 948_750_807, fraction: 128 },
    "1.1 §5.12",
  ],
  [
    "0e2511",
    { command: "ForceRejoinReq", period: 2, maxRetries: 1, rejoinType: 2, dataRate: 5 },
    "1.1 §5.13",
  ],
  ["0f34", { command: "RejoinParamSetupReq", maxTimeN: 3, maxCountN: 4 }, "1.1 §5.14"],
  ["10", { command: "PingSlotInfoAns" }, "1.1 §14"],
  ["11d2ad8403", { command: "PingSlotChannelReq", freqHz: 869_525_000, dataRate: 3 }, "1.1 §14"],
  ["1234120a", { command: "BeaconTimingAns", delay: 0x1234, channel: 10 }, "1.0.2 §14"],
  ["13d2ad84", { command: "BeaconFreqReq", freqHz: 869_525_000 }, "1.1 §14"],
  ["2000", { command: "DeviceModeConf", class: "A" }, "1.1 §18"],
];

describe("MAC commands from a device", () => {
  for (const [hex, command, clause] of UPLINKS) {
    it(`${clause} ${command.command} ${hex}`, () => {
      assert.deepEqual(UPLINK_MAC_COMMANDS.parse(fromHex(hex)).commands, [command]);
      assert.equal(toHex(UPLINK_MAC_COMMANDS.encode([command])), hex);
    });
  }
  it("all of them are here", () => {
    const tested = new Set(UPLINKS.map(([, { command }]) => command));
    assert.deepEqual(
      [...tested],
      UPLINK_MAC_COMMANDS.codecs.map(({ name }) => name),
    );
  });
});

describe("MAC commands to a device", () => {
  for (const [hex, command, clause] of DOWNLINKS) {
    it(`${clause} ${command.command} ${hex}`, () => {
      assert.deepEqual(DOWNLINK_MAC_COMMANDS.parse(fromHex(hex)).commands, [command]);
      assert.equal(toHex(DOWNLINK_MAC_COMMANDS.encode([command])), hex);
    });
  }
  it("all of them are here", () => {
    const tested = new Set(DOWNLINKS.map(([, { command }]) => command));
    assert.deepEqual(
      [...tested],
      DOWNLINK_MAC_COMMANDS.codecs.map(({ name }) => name),
    );
  });
});

describe("§5 a run of MAC commands", () => {
  it("an unknown command ends it, with what was read before", () => {
    const parsed = UPLINK_MAC_COMMANDS.parse(fromHex("02 0305 80 02"));
    assert.deepEqual(
      parsed.commands.map(({ command }) => command),
      ["LinkCheckReq", "LinkADRAns"],
    );
    assert.deepEqual(parsed.spans, [
      { at: 0, length: 1 },
      { at: 1, length: 2 },
    ]);
    assert.equal(parsed.stop?.code, "LW_COMMAND_UNKNOWN");
    assert.equal(parsed.stop.at, 3);
    assert.match(parsed.stop.reason, /0x80/);
  });

  it("a command that is cut off ends it", () => {
    const parsed = DOWNLINK_MAC_COMMANDS.parse(fromHex("06 0350ff"));
    assert.deepEqual(parsed.commands, [{ command: "DevStatusReq" }]);
    assert.equal(parsed.stop?.code, "LW_COMMAND_TRUNCATED");
    assert.equal(parsed.stop.at, 1);
  });

  it("what only the other direction has is unknown", () => {
    assert.equal(UPLINK_MAC_COMMANDS.parse(fromHex("0e2511")).stop?.code, "LW_COMMAND_UNKNOWN");
  });

  it("reserved bits are ignored", () => {
    assert.deepEqual(UPLINK_MAC_COMMANDS.parse(fromHex("03fd")).commands, [
      { command: "LinkADRAns", powerAck: true, dataRateAck: false, channelMaskAck: true },
    ]);
  });

  it("nothing is an empty run", () => {
    assert.deepEqual(UPLINK_MAC_COMMANDS.parse(new Uint8Array(0)), { commands: [], spans: [] });
  });
});

describe("encoding refuses what cannot be sent", () => {
  const bad: readonly DownlinkMacCommand[] = [
    { command: "LinkADRReq", dataRate: 16, txPower: 0, chMask: 0, chMaskCntl: 0, nbTrans: 0 },
    { command: "LinkADRReq", dataRate: 0, txPower: -1, chMask: 0, chMaskCntl: 0, nbTrans: 0 },
    { command: "LinkADRReq", dataRate: 0, txPower: 0, chMask: 65536, chMaskCntl: 0, nbTrans: 0 },
    { command: "DutyCycleReq", maxDutyCycle: 1.5 },
    { command: "BeaconFreqReq", freqHz: 869_525_050 },
    { command: "DeviceTimeAns", gpsSeconds: 2 ** 32, fraction: 0 },
    { command: "LinkCheckReq" } as unknown as DownlinkMacCommand,
  ];
  for (const command of bad) {
    it(JSON.stringify(command), () => {
      assert.throws(() => DOWNLINK_MAC_COMMANDS.encode([command]), CallerError);
    });
  }
});

describe("1.1 §5.3 LinkADRReq blocks", () => {
  const request = (dataRate: number, chMaskCntl: number): LinkADRReq => ({
    command: "LinkADRReq",
    dataRate,
    txPower: 1,
    chMask: 0xff,
    chMaskCntl,
    nbTrans: 1,
  });

  it("a contiguous run is one block: masks in order, the rest from the last", () => {
    const commands: DownlinkMacCommand[] = [
      request(1, 7),
      request(3, 0),
      { command: "DevStatusReq" },
      request(5, 6),
    ];
    assert.deepEqual(linkAdrBlocks(commands), [
      {
        masks: [
          { chMaskCntl: 7, chMask: 0xff },
          { chMaskCntl: 0, chMask: 0xff },
        ],
        dataRate: 3,
        txPower: 1,
        nbTrans: 1,
      },
      { masks: [{ chMaskCntl: 6, chMask: 0xff }], dataRate: 5, txPower: 1, nbTrans: 1 },
    ]);
  });

  it("a block written as requests is the same block", () => {
    const [block] = linkAdrBlocks([request(3, 7), request(3, 0), request(3, 1)]);
    assert.deepEqual(linkAdrBlocks(linkAdrRequests(block!)), [block]);
  });

  it("no requests, no blocks", () => {
    assert.deepEqual(linkAdrBlocks([{ command: "DevStatusReq" }]), []);
  });
});

describe("1.1 §5.12 device time", () => {
  it("is rounded to the nearest 1/256 s, over the second's end too", () => {
    assert.deepEqual(deviceTimeFromGps(5_500_000_000n), {
      command: "DeviceTimeAns",
      gpsSeconds: 5,
      fraction: 128,
    });
    const { gpsSeconds, fraction } = deviceTimeFromGps(5_999_999_000n);
    assert.deepEqual([gpsSeconds, fraction], [6, 0]);
  });
});
