import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, toHex } from "@lorats/base";
import { APPLICATION_PACKAGES, CommandSet, type Command } from "@lorats/lorawan";
import { fixture } from "../support.ts";

const { commands: VECTORS } = JSON.parse(fixture("fuota/vectors.json")) as {
  commands: Record<string, Record<string, string>>;
};

/** What each vector's name says, in fields. */
const EXPECTED: Record<string, Record<string, object>> = {
  ts003_fport202: {
    AppTimeReq_dt134480385_ansReq_tok5: { deviceTime: 134480385, ansRequired: true, tokenReq: 5 },
    AppTimeAns_corr_m134480385_tok5: { timeCorrection: -134480385, tokenAns: 5 },
    DeviceAppTimePeriodicityReq_p5: { period: 5 },
    DeviceAppTimePeriodicityAns_notsup_t134480385: { notSupported: true, time: 134480385 },
    ForceDeviceResync_n5: { command: "ForceDeviceResyncReq", nbTransmissions: 5 },
  },
  ts005_fport200: {
    McGroupStatusReq_mask_0b1010: { reqGroupMask: 0b1010 },
    McGroupStatusAns_total4_mask_1100_items: {
      nbTotalGroups: 4,
      ansGroupMask: 0b1100,
      groups: [
        { mcGroupId: 3, mcAddr: "01020304" },
        { mcGroupId: 2, mcAddr: "04030201" },
      ],
    },
    McGroupSetupReq_id2_addr01020304_key_min100_max200: {
      mcGroupId: 2,
      mcAddr: "01020304",
      mcKeyEncrypted: fromHex("01020304050607080102030405060708"),
      minMcFCount: 100,
      maxMcFCount: 200,
    },
    McGroupSetupAns_iderr_id3: { mcGroupId: 3, idError: true },
    McGroupDeleteReq_3: { mcGroupId: 3 },
    McGroupDeleteAns_undef_1: { mcGroupId: 1, mcGroupUndefined: true },
    McClassCSessionReq_id3_t134480385_to8_868100000_dr4: {
      mcGroupId: 3,
      sessionTime: 134480385,
      sessionTimeOut: 8,
      dlFreqHz: 868_100_000,
      dataRate: 4,
    },
    McClassCSessionAns_id3_tts262657: {
      mcGroupId: 3,
      drError: false,
      freqError: false,
      mcGroupUndefined: false,
      startMissed: false,
      timeToStart: 262657,
    },
    McClassCSessionAns_errs: {
      mcGroupId: 3,
      drError: true,
      freqError: true,
      mcGroupUndefined: true,
      startMissed: false,
    },
    McClassBSessionReq_id3_t134480385_to8_per4_868100000_dr5: {
      mcGroupId: 3,
      sessionTime: 134480385,
      sessionTimeOut: 8,
      periodicity: 4,
      dlFreqHz: 868_100_000,
      dataRate: 5,
    },
    McClassBSessionAns_id3: {
      mcGroupId: 3,
      drError: false,
      freqError: false,
      mcGroupUndefined: false,
      startMissed: false,
      timeToStart: 262657,
    },
  },
  ts004_v1_fport201: {
    FragSessionSetupReq_idx3_mask0101_nb513_size255_matrix5_bad4_pad129_desc01020304: {
      fragIndex: 3,
      mcGroupBitMask: 0b0101,
      nbFrag: 513,
      fragSize: 255,
      fragAlgo: 5,
      blockAckDelay: 4,
      padding: 129,
      descriptor: fromHex("01020304"),
    },
    FragSessionSetupAns_all: {
      fragIndex: 3,
      wrongDescriptor: true,
      fragIndexUnsupported: true,
      notEnoughMemory: true,
      encodingUnsupported: true,
    },
    FragSessionDeleteReq: { fragIndex: 3 },
    FragSessionDeleteAns_noexist: { fragIndex: 3, sessionDoesNotExist: true },
    DataFragment_idx3_n513: { fragIndex: 3, n: 513, fragment: fromHex("010203040506") },
    FragSessionStatusReq_part_idx3: { fragIndex: 3, participants: true },
    FragSessionStatusAns_idx3_nb513_miss255_nomem: {
      fragIndex: 3,
      nbFragReceived: 513,
      missingFrag: 255,
      notEnoughMatrixMemory: true,
    },
  },
  ts004_v2_fport201: {
    FragSessionSetupReq_mask1_idx3_nb1024_size128_bad5_algo1_pad64_desc_cnt128_mic: {
      fragIndex: 3,
      mcGroupBitMask: 1,
      nbFrag: 1024,
      fragSize: 128,
      ackReception: false,
      fragAlgo: 1,
      blockAckDelay: 5,
      padding: 64,
      descriptor: fromHex("01020304"),
      sessionCnt: 128,
      mic: fromHex("01020304"),
    },
    FragSessionSetupAns: {
      fragIndex: 2,
      sessionCntReplay: false,
      wrongDescriptor: true,
      fragIndexUnsupported: false,
      notEnoughMemory: true,
      fragAlgoUnsupported: true,
    },
    FragSessionStatusAns_memerr_noexist_nb1024_idx3_miss128: {
      sessionDoesNotExist: true,
      micError: false,
      memoryError: true,
      fragIndex: 3,
      nbFragReceived: 1024,
      missingFrag: 128,
    },
    FragDataBlockReceivedReq_idx2_micerr: { fragIndex: 2, micError: true },
    FragDataBlockReceivedAns_idx2: { fragIndex: 2 },
    DataFragment_idx2_n1024: { fragIndex: 2, n: 1024, fragment: fromHex("01020304") },
  },
  ts006_fport203: {
    DevVersionReq: {},
    DevVersionAns_fw513_hw1264: { fwVersion: 513, hwVersion: 1264 },
    DevRebootTimeReq_134480385: { rebootTime: 134480385 },
    DevRebootCountdownReq_262657: { countdown: 262657 },
    DevUpgradeImageReq: {},
    DevUpgradeImageAns_valid_next262657: { upImageStatus: "valid", nextFwVersion: 262657 },
    DevUpgradeImageAns_corrupt: { upImageStatus: "corrupt or wrongly signed" },
    DevDeleteImageReq_197121: { fwVersion: 197121 },
    DevDeleteImageAns_both: { invalidVersion: true, noValidImage: true },
  },
};

const PACKAGE_OF: Record<string, readonly [string, number]> = {
  ts003_fport202: ["TS003", 1],
  ts005_fport200: ["TS005", 1],
  ts004_v1_fport201: ["TS004", 1],
  ts004_v2_fport201: ["TS004", 2],
  ts006_fport203: ["TS006", 1],
};

function setOf(group: string, name: string): CommandSet<Command> {
  const [document, version] = PACKAGE_OF[group]!;
  const found = APPLICATION_PACKAGES.find(
    (entry) => entry.document === document && entry.packageVersion === version,
  )!;
  const inDown = found.commands.down.codecs.some((codec) => codec.name === name);
  return found.commands[inDown ? "down" : "up"];
}

for (const [group, vectors] of Object.entries(VECTORS)) {
  describe(`${group} (brocaar, ChirpStack)`, () => {
    for (const [id, hex] of Object.entries(vectors)) {
      it(id, () => {
        const fields = EXPECTED[group]![id]!;
        const name = "command" in fields ? String(fields.command) : id.split("_")[0]!;
        const expected = { command: name, ...fields };
        const set = setOf(group, name);
        const parsed = set.parse(fromHex(hex));
        assert.equal(parsed.stop, undefined);
        assert.deepEqual(parsed.commands, [expected]);
        assert.equal(toHex(set.encode([expected])), hex);
      });
    }
  });
}

describe("answers of variable length", () => {
  const multicast = setOf("ts005_fport200", "McClassCSessionAns");
  const firmware = setOf("ts006_fport203", "DevUpgradeImageAns");

  it("an accepted session without TimeToStart is cut off", () => {
    assert.equal(multicast.parse(fromHex("0403")).stop?.code, "LW_COMMAND_TRUNCATED");
    assert.equal(multicast.parse(fromHex("04")).stop?.code, "LW_COMMAND_TRUNCATED");
  });

  it("a refused session ends after its status", () => {
    assert.equal(multicast.parse(fromHex("0407 00 0201")).commands.length, 2);
  });

  it("TimeToStart and errors exclude each other when written", () => {
    const [answer] = multicast.parse(fromHex("0403010204")).commands;
    const both = { ...answer, command: "McClassCSessionAns", drError: true };
    assert.throws(() => multicast.encode([both]), /timeToStart/);
  });

  it("a valid image needs its version", () => {
    const lacking = { command: "DevUpgradeImageAns", upImageStatus: "valid" };
    assert.throws(() => firmware.encode([lacking]), /version/);
    assert.equal(firmware.parse(fromHex("040301")).stop?.code, "LW_COMMAND_TRUNCATED");
  });

  it("a status that claims more groups than it lists is cut off", () => {
    assert.equal(multicast.parse(fromHex("014c0304030201")).stop?.code, "LW_COMMAND_TRUNCATED");
  });

  it("a group list must match its mask when written", () => {
    const wrong = { command: "McGroupStatusAns", nbTotalGroups: 1, ansGroupMask: 3, groups: [] };
    assert.throws(() => multicast.encode([wrong]), /mask/);
  });
});
