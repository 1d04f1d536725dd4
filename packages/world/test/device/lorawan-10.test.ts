import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, SeededRandom, toHex, type DevAddr, type Eui64 } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import untyped from "lora-packet";
import { AesKey, Ciphers, encodeJoinAccept } from "@lorats/lorawan";
import {
  FRESH_DEVICE,
  type DeviceSession,
  type DeviceState,
} from "../../src/device/device-state.ts";
import { receive } from "../../src/device/downlink.ts";
import { joinRequest } from "../../src/device/join.ts";
import { radioPlan } from "../../src/device/region.ts";
import { dataUplink, signFor, type UplinkRequest } from "../../src/device/uplink.ts";

// Its declarations describe a default export that the CommonJS module does not nest.
const loraPacket = untyped as unknown as typeof untyped.default;
const ciphers = new Ciphers(nodeAes);
const random = new SeededRandom(1);
const APP_KEY = "2b7e151628aed2a6abf7158809cf4f3c";
const plan = radioPlan("EU868", 0);
const identity = {
  plan,
  devEui: "0102030405060708" as Eui64,
  joinEui: "1112131415161718" as Eui64,
  appKey: AesKey.fromHex(APP_KEY),
};
const rootKey = { version: "1.0", rootKey: identity.appKey } as const;
const QUIET = { region: plan.region, snrDb: 5, battery: 0, isClassAWindow: true };

function keysOf({ session }: DeviceState): { nwkSKey: Buffer; appSKey: Buffer } {
  const { keys } = session!;
  assert.ok(keys.version === "1.0");
  return { nwkSKey: Buffer.from(keys.nwkSKey, "hex"), appSKey: Buffer.from(keys.appSKey, "hex") };
}

function switchedOff(
  channel: DeviceSession["channels"][number],
): DeviceSession["channels"][number] {
  return channel && { ...channel, isOn: false };
}

function frequencies({ channels }: DeviceSession): (number | undefined)[] {
  return channels.map((channel) => channel?.freqHz);
}

/** The next uplink as it goes on the air, and the state after it. */
function uplink(
  state: DeviceState,
  request: Omit<UplinkRequest, "region">,
): { state: DeviceState; phyPayload: Uint8Array } {
  const step = dataUplink(state, { ...request, region: plan.region }, ciphers);
  const radio = { dataRate: 5, channel: 0 };
  return { state: step.state, phyPayload: signFor(step, step.state.session!, radio, ciphers) };
}

const ACCEPT = encodeJoinAccept(
  ciphers,
  {
    joinNonce: 7,
    netId: 0x13,
    devAddr: "26012345" as DevAddr,
    dlSettings: { optNeg: false, rx1DrOffset: 1, rx2DataRate: 3 },
    rxDelay: 5,
    cfList: { type: 0, freqsHz: [867_100_000, 867_300_000, 0, 0, 0] },
  },
  rootKey,
);

function joined(): DeviceState {
  const { state } = joinRequest(FRESH_DEVICE, identity, ciphers, random);
  return receive(state, identity, ACCEPT, QUIET, ciphers).state;
}

/** A downlink made by an independent implementation. */
function downlink(state: DeviceState, fCnt: number, fields: Record<string, unknown>): Uint8Array {
  const { session } = state;
  const { appSKey, nwkSKey } = keysOf(state);
  const packet = loraPacket.fromFields(
    {
      MType: "Unconfirmed Data Down",
      DevAddr: Buffer.from(session!.devAddr, "hex"),
      FCnt: fCnt,
      payload: "",
      ...fields,
    },
    appSKey,
    nwkSKey,
  );
  loraPacket.recalculateMIC(packet, nwkSKey);
  return new Uint8Array(packet.PHYPayload!);
}

describe("class A device, LoRaWAN 1.0.4", () => {
  it("§6.2.2: signs join-requests and never uses a DevNonce twice", () => {
    const first = joinRequest(FRESH_DEVICE, identity, ciphers, random);
    const second = joinRequest(first.state, identity, ciphers, random);
    const packets = [first, second].map(({ phyPayload }) =>
      loraPacket.fromWire(Buffer.from(phyPayload)),
    );
    assert.deepEqual(
      packets.map((packet) => packet.DevNonce!.readUInt16BE()),
      [1, 2],
    );
    for (const packet of packets) {
      assert.ok(loraPacket.verifyMIC(packet, undefined, Buffer.from(APP_KEY, "hex")));
    }
  });

  it("1.0.3 §6.2.4: draws its DevNonces, and derives the session from the one that was answered", () => {
    const older = { ...identity, drawsDevNonces: true };
    let state = FRESH_DEVICE;
    const nonces = Array.from({ length: 20 }, () => {
      const step = joinRequest(state, older, ciphers, random);
      ({ state } = step);
      return loraPacket.fromWire(Buffer.from(step.phyPayload)).DevNonce!.readUInt16BE();
    });
    assert.ok(new Set(nonces).size > 15, nonces.join(" "));
    assert.ok(Math.max(...nonces) > 20_000, nonces.join(" "));
    const devNonce = Buffer.alloc(2);
    devNonce.writeUInt16BE(nonces.at(-1)!);
    const theirs = loraPacket.generateSessionKeys10(
      Buffer.from(APP_KEY, "hex"),
      Buffer.from("000013", "hex"),
      Buffer.from("000007", "hex"),
      devNonce,
    );
    const ours = keysOf(receive(state, older, ACCEPT, QUIET, ciphers).state);
    assert.deepEqual(ours, { nwkSKey: theirs.NwkSKey, appSKey: theirs.AppSKey });
  });

  it("§6.2.3: takes delays, offsets, RX2 and channels from the join-accept", () => {
    const { session } = joined();
    assert.equal(session!.devAddr, "26012345");
    assert.equal(session!.rx1DelayS, 5);
    assert.equal(session!.rx1DrOffset, 1);
    assert.equal(session!.rx2DataRate, 3);
    assert.deepEqual(frequencies(session!).slice(3), [
      867_100_000,
      867_300_000,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("§6.2.3: ignores a join-accept under another key or when it is joined", () => {
    const { state } = joinRequest(FRESH_DEVICE, identity, ciphers, random);
    assert.equal(
      receive(state, identity, fromHex(`20${"00".repeat(16)}`), QUIET, ciphers).kind,
      "ignored",
    );
  });

  it("§4.3: encrypts and signs uplinks so that another implementation reads them", () => {
    const state = joined();
    const request = { fPort: 2, payload: fromHex("0167010a"), confirmed: false };
    const { phyPayload } = uplink(state, request);
    const packet = loraPacket.fromWire(Buffer.from(phyPayload));
    const { nwkSKey, appSKey } = keysOf(state);
    assert.ok(loraPacket.verifyMIC(packet, nwkSKey));
    const plain = loraPacket.decrypt(packet, appSKey, nwkSKey);
    assert.equal(plain?.toString("hex"), "0167010a");
  });

  it("§4.3.1.5: refuses a downlink counter it has seen", () => {
    const state = joined();
    const frame = downlink(state, 3, {});
    const first = receive(state, identity, frame, QUIET, ciphers);
    assert.equal(first.kind, "data");
    assert.equal(receive(first.state, identity, frame, QUIET, ciphers).kind, "ignored");
  });

  it("§5: answers MAC commands in the next uplink and acknowledges a confirmed downlink", () => {
    const state = joined();
    // DevStatusReq, then LinkADRReq: DR3, TXPower 2, channels 0–4, NbTrans 2
    const frame = downlink(state, 0, {
      MType: "Confirmed Data Down",
      FOpts: Buffer.from("0603321f0002", "hex"),
    });
    const heard = receive(state, identity, frame, { ...QUIET, snrDb: 7 }, ciphers);
    assert.equal(heard.state.answers, toHex(Uint8Array.of(0x06, 0, 7, 0x03, 0x07)));
    assert.equal(heard.state.session!.dataRate, 3);
    assert.equal(heard.state.session!.txPowerIndex, 2);
    assert.equal(heard.state.session!.nbTrans, 2);
    const request = { fPort: 1, payload: new Uint8Array(1), confirmed: false };
    const answer = uplink(heard.state, request);
    const packet = loraPacket.fromWire(Buffer.from(answer.phyPayload));
    assert.equal(packet.FOpts!.toString("hex"), heard.state.answers);
    assert.ok(packet.getFCtrlACK());
    assert.equal(answer.state.answers, "");
  });

  it("§5.2: refuses a channel mask with undefined channels and changes nothing", () => {
    const state = joined();
    const frame = downlink(state, 0, { FOpts: Buffer.from("0332ffff01", "hex") });
    const heard = receive(state, identity, frame, { ...QUIET, snrDb: 7 }, ciphers);
    assert.equal(heard.state.answers, "0306");
    assert.deepEqual(heard.state.session!.dataRate, state.session!.dataRate);
  });

  it("§4.3.1.1: backs off from full power to the lowest rate to its first channels", () => {
    const { session } = joined();
    const channels = session!.channels.map((channel, index) =>
      index === 3 ? channel : switchedOff(channel),
    );
    let state: DeviceState = {
      ...joined(),
      session: { ...session!, dataRate: 2, txPowerIndex: 4, nbTrans: 3, channels },
    };
    const steps: string[] = [];
    const request = { fPort: 1, payload: new Uint8Array(1), confirmed: false };
    for (let n = 0; n < 64 + 5 * 32; n++) {
      const step = uplink(state, request);
      const asks = (step.phyPayload[5]! & 0x40) !== 0;
      assert.equal(asks, n >= 64, `ADRACKReq in frame ${n}`);
      const [before, after] = [state.session!, step.state.session!];
      if (before.txPowerIndex !== after.txPowerIndex) steps.push(`${n} power`);
      if (before.dataRate !== after.dataRate) steps.push(`${n} DR${after.dataRate}`);
      if (before.nbTrans !== after.nbTrans) steps.push(`${n} channels`);
      state = step.state;
    }
    assert.deepEqual(steps, ["96 power", "128 DR1", "160 DR0", "192 channels"]);
    assert.deepEqual(
      state.session!.channels.map((channel) => channel?.isOn ?? false),
      [true, true, true, true, false, false, false, false],
    );
  });

  it("§5.4: repeats what the network must know until a downlink comes", () => {
    // RXParamSetupReq: offset 2, DR3, 869.525 MHz
    const frame = downlink(joined(), 0, { FOpts: Buffer.from("0523d2ad84", "hex") });
    let { state } = receive(joined(), identity, frame, QUIET, ciphers);
    const request = { fPort: 1, payload: new Uint8Array(1), confirmed: false };
    const fOpts = (): string => {
      const step = uplink(state, request);
      state = step.state;
      return loraPacket.fromWire(Buffer.from(step.phyPayload)).FOpts!.toString("hex");
    };
    assert.deepEqual([fOpts(), fOpts()], ["0507", "0507"]);
    ({ state } = receive(state, identity, downlink(state, 1, {}), QUIET, ciphers));
    assert.equal(fOpts(), "");
  });

  it("§5.2: takes a run of LinkADRReq as one, and switches channels off", () => {
    // Channels 0 … 4, then only 0 and 3; DR2 and power of the last.
    const frame = downlink(joined(), 0, { FOpts: Buffer.from("03521f00010323090001", "hex") });
    const { state } = receive(joined(), identity, frame, QUIET, ciphers);
    assert.equal(state.answers, "03070307");
    assert.deepEqual([state.session!.dataRate, state.session!.txPowerIndex], [2, 3]);
    const on = state.session!.channels.flatMap((channel, n) => (channel?.isOn ? [n] : []));
    assert.deepEqual(on, [0, 3]);
    // One mask of the run names channel 9, which nobody defined.
    const bad = downlink(joined(), 0, { FOpts: Buffer.from("0352ff03010323090001", "hex") });
    const refused = receive(joined(), identity, bad, QUIET, ciphers);
    assert.equal(refused.state.answers, "03060306");
  });

  it("§5.5: says how full its battery is", () => {
    const frame = downlink(joined(), 0, { FOpts: Buffer.from("06", "hex") });
    const heard = receive(
      joined(),
      identity,
      frame,
      { ...QUIET, snrDb: -40, battery: 254 },
      ciphers,
    );
    assert.equal(heard.state.answers, toHex(Uint8Array.of(0x06, 254, 0x20)));
  });
});
