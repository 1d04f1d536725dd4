import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DOWNLINK_MAC_COMMANDS, type DownlinkMacCommand } from "@lorats/lorawan";
import { channelsOfJoin, defaultChannels, usableChannels } from "../../src/device/channels.ts";
import type { DeviceSession } from "../../src/device/device-state.ts";
import { joinChannels, joinDataRate } from "../../src/device/join-back-off.ts";
import { answerCommands } from "../../src/device/mac-answers.ts";
import { radioPlan, type RadioPlan } from "../../src/device/region.ts";
import { dataWindows, joinWindows } from "../../src/device/windows.ts";
import type { Transmission } from "../../src/air/transmission.ts";
import { TEST_SESSION } from "../support/test-session.ts";

const US = radioPlan("US915", 1);
const AS = radioPlan("AS923-1", 1);

function sessionIn(plan: RadioPlan): DeviceSession {
  return { ...TEST_SESSION, channels: defaultChannels(plan), dataRate: 3, rx2DataRate: 8 };
}

function answer(plan: RadioPlan, session: DeviceSession, ...commands: DownlinkMacCommand[]) {
  const context = { region: plan.region, snrDb: 5, battery: 0 };
  return answerCommands(session, DOWNLINK_MAC_COMMANDS.encode(commands), context);
}

const sentAt = (freqHz: number): Transmission => ({ freqHz, endNs: 0n }) as Transmission;

describe("a device in a plan of 72 channels", () => {
  it("joins on the narrow channels and the wide one of its sub-band in turn", () => {
    const rates = [0, 1, 2, 3].map((n) => joinDataRate(US, n));
    assert.deepEqual(rates, [0, 4, 0, 4]);
    const narrow = joinChannels(US, 0).map(({ freqHz }) => freqHz);
    assert.deepEqual(
      narrow,
      [9039, 9041, 9043, 9045, 9047, 9049, 9051, 9053].map((f) => f * 1e5),
    );
    assert.deepEqual(
      joinChannels(US, 4).map(({ freqHz }) => freqHz),
      [904_600_000],
    );
  });

  it("listens eight channels further on, at 500 kHz, and at 923.3 MHz", () => {
    const [rx1, rx2] = joinWindows(US.region, sentAt(904_100_000), 0);
    // Channel 9 of 64: the second of eight downlink channels.
    assert.deepEqual([rx1!.freqHz, rx1!.sf, rx1!.bwHz], [923_900_000, 10, 500_000]);
    assert.deepEqual([rx2!.freqHz, rx2!.sf, rx2!.bwHz], [923_300_000, 12, 500_000]);
    const session = sessionIn(US);
    const [after] = dataWindows(US.region, sentAt(904_600_000), session, {
      dataRate: 4,
      channel: 65,
    });
    assert.deepEqual([after!.freqHz, after!.sf], [923_900_000, 7]);
  });

  it("follows masks of the join-accept and of LinkADRReq, and knows no NewChannelReq", () => {
    const chMasks = [0, 0xff00, 0, 0, 8, 0, 0];
    const joined = channelsOfJoin(US, { type: 1, chMasks });
    assert.deepEqual(usableChannels(joined, 0), [24, 25, 26, 27, 28, 29, 30, 31]);
    assert.deepEqual(usableChannels(joined, 4), [67]);
    const linkAdr = (chMaskCntl: number, chMask: number, dataRate: number): DownlinkMacCommand => ({
      command: "LinkADRReq",
      dataRate,
      txPower: 5,
      chMask,
      chMaskCntl,
      nbTrans: 1,
    });
    const { session, answers } = answer(US, sessionIn(US), linkAdr(5, 0b100, 3));
    assert.deepEqual(answers, [
      { command: "LinkADRAns", powerAck: true, dataRateAck: true, channelMaskAck: true },
    ]);
    assert.deepEqual(usableChannels(session.channels, 3), [16, 17, 18, 19, 20, 21, 22, 23]);
    // A downlink's data rate is none to send at.
    const refused = answer(US, session, linkAdr(5, 0b100, 8));
    assert.partialDeepStrictEqual(refused.answers, [{ dataRateAck: false }]);
    assert.equal(refused.session, session);
    const channel = {
      command: "NewChannelReq",
      chIndex: 3,
      freqHz: 9e8,
      minDr: 0,
      maxDr: 3,
    } as const;
    assert.deepEqual(answer(US, session, channel).answers, []);
  });
});

describe("a device whose frames may be limited in length", () => {
  it("begins with what the limit leaves, and follows TxParamSetupReq", () => {
    assert.equal(joinDataRate(AS, 100), 2);
    const limited = { ...sessionIn(AS), dwell: { uplink: true, downlink: false } };
    const slow: DownlinkMacCommand = {
      command: "LinkADRReq",
      dataRate: 0,
      txPower: 0,
      chMask: 3,
      chMaskCntl: 0,
      nbTrans: 1,
    };
    assert.partialDeepStrictEqual(answer(AS, limited, slow).answers, [{ dataRateAck: false }]);
    const { session, stickyAnswers } = answer(AS, limited, {
      command: "TxParamSetupReq",
      uplinkDwellTime: false,
      downlinkDwellTime: false,
      maxEirp: 3,
    });
    assert.deepEqual(stickyAnswers, [{ command: "TxParamSetupAns" }]);
    assert.equal(session.maxEirpDbm, 13);
    assert.partialDeepStrictEqual(answer(AS, session, slow).answers, [{ dataRateAck: true }]);
    const unknown = answer(US, sessionIn(US), {
      command: "TxParamSetupReq",
      uplinkDwellTime: false,
      downlinkDwellTime: false,
      maxEirp: 3,
    });
    assert.deepEqual(unknown.stickyAnswers, []);
  });
});
