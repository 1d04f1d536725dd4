import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, toHex, type DevAddr, type Eui64 } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import untyped from "lora-packet";
import { AesKey, Ciphers, encodeJoinAccept } from "@lorats/lorawan";
import { dataUplink, joinRequest, receive } from "../../src/device/class-a.ts";
import { FRESH_DEVICE, type DeviceState } from "../../src/device/device-state.ts";

// Its declarations describe a default export that the CommonJS module does not nest.
const loraPacket = untyped as unknown as typeof untyped.default;
const ciphers = new Ciphers(nodeAes);
const APP_KEY = "2b7e151628aed2a6abf7158809cf4f3c";
const identity = {
  devEui: "0102030405060708" as Eui64,
  joinEui: "1112131415161718" as Eui64,
  appKey: AesKey.fromHex(APP_KEY),
};
const rootKey = { version: "1.0", rootKey: identity.appKey } as const;

function joined(): DeviceState {
  const { state } = joinRequest(FRESH_DEVICE, identity, ciphers);
  const accept = encodeJoinAccept(
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
  return receive(state, identity, accept, { snrDb: 5, battery: 0 }, ciphers).state;
}

/** A downlink made by an independent implementation. */
function downlink(state: DeviceState, fCnt: number, fields: Record<string, unknown>): Uint8Array {
  const { session } = state;
  const packet = loraPacket.fromFields(
    {
      MType: "Unconfirmed Data Down",
      DevAddr: Buffer.from(session!.devAddr, "hex"),
      FCnt: fCnt,
      payload: "",
      ...fields,
    },
    Buffer.from(session!.appSKey, "hex"),
    Buffer.from(session!.nwkSKey, "hex"),
  );
  loraPacket.recalculateMIC(packet, Buffer.from(session!.nwkSKey, "hex"));
  return new Uint8Array(packet.PHYPayload!);
}

describe("class A device, LoRaWAN 1.0.4", () => {
  it("§6.2.2: signs join-requests and never uses a DevNonce twice", () => {
    const first = joinRequest(FRESH_DEVICE, identity, ciphers);
    const second = joinRequest(first.state, identity, ciphers);
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

  it("§6.2.3: takes delays, offsets, RX2 and channels from the join-accept", () => {
    const { session } = joined();
    assert.equal(session!.devAddr, "26012345");
    assert.equal(session!.rx1DelayS, 5);
    assert.equal(session!.rx1DrOffset, 1);
    assert.equal(session!.rx2DataRate, 3);
    assert.deepEqual(session!.channelsHz.slice(3), [867_100_000, 867_300_000]);
  });

  it("§6.2.3: ignores a join-accept under another key or when it is joined", () => {
    const { state } = joinRequest(FRESH_DEVICE, identity, ciphers);
    assert.equal(
      receive(state, identity, fromHex(`20${"00".repeat(16)}`), { snrDb: 5, battery: 0 }, ciphers)
        .kind,
      "ignored",
    );
  });

  it("§4.3: encrypts and signs uplinks so that another implementation reads them", () => {
    const state = joined();
    const request = { fPort: 2, payload: fromHex("0167010a"), confirmed: false };
    const { phyPayload } = dataUplink(state, request, ciphers);
    const packet = loraPacket.fromWire(Buffer.from(phyPayload));
    const nwkSKey = Buffer.from(state.session!.nwkSKey, "hex");
    assert.ok(loraPacket.verifyMIC(packet, nwkSKey));
    const plain = loraPacket.decrypt(packet, Buffer.from(state.session!.appSKey, "hex"), nwkSKey);
    assert.equal(plain?.toString("hex"), "0167010a");
  });

  it("§4.3.1.5: refuses a downlink counter it has seen", () => {
    const state = joined();
    const frame = downlink(state, 3, {});
    const first = receive(state, identity, frame, { snrDb: 5, battery: 0 }, ciphers);
    assert.equal(first.kind, "data");
    assert.equal(
      receive(first.state, identity, frame, { snrDb: 5, battery: 0 }, ciphers).kind,
      "ignored",
    );
  });

  it("§5: answers MAC commands in the next uplink and acknowledges a confirmed downlink", () => {
    const state = joined();
    // DevStatusReq, then LinkADRReq: DR3, TXPower 2, channels 0–4, NbTrans 2
    const frame = downlink(state, 0, {
      MType: "Confirmed Data Down",
      FOpts: Buffer.from("0603321f0002", "hex"),
    });
    const heard = receive(state, identity, frame, { snrDb: 7, battery: 0 }, ciphers);
    assert.equal(heard.state.answers, toHex(Uint8Array.of(0x06, 0, 7, 0x03, 0x07)));
    assert.equal(heard.state.session!.dataRate, 3);
    assert.equal(heard.state.session!.txPowerIndex, 2);
    assert.equal(heard.state.session!.nbTrans, 2);
    const request = { fPort: 1, payload: new Uint8Array(1), confirmed: false };
    const uplink = dataUplink(heard.state, request, ciphers);
    const packet = loraPacket.fromWire(Buffer.from(uplink.phyPayload));
    assert.equal(packet.FOpts!.toString("hex"), heard.state.answers);
    assert.ok(packet.getFCtrlACK());
    assert.equal(uplink.state.answers, "");
  });

  it("§5.2: refuses a channel mask with undefined channels and changes nothing", () => {
    const state = joined();
    const frame = downlink(state, 0, { FOpts: Buffer.from("0332ffff01", "hex") });
    const heard = receive(state, identity, frame, { snrDb: 7, battery: 0 }, ciphers);
    assert.equal(heard.state.answers, "0306");
    assert.deepEqual(heard.state.session!.dataRate, state.session!.dataRate);
  });

  it("§4.3.1.1: backs off from full power to the lowest rate to its first channels", () => {
    const { session } = joined();
    let state: DeviceState = {
      ...joined(),
      session: { ...session!, dataRate: 2, txPowerIndex: 4, nbTrans: 3, channelsHz: [867_100_000] },
    };
    const steps: string[] = [];
    const request = { fPort: 1, payload: new Uint8Array(1), confirmed: false };
    for (let n = 0; n < 64 + 5 * 32; n++) {
      const step = dataUplink(state, request, ciphers);
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
      state.session!.channelsHz,
      [868_100_000, 868_300_000, 868_500_000, 867_100_000],
    );
  });

  it("§5.5: says how full its battery is", () => {
    const frame = downlink(joined(), 0, { FOpts: Buffer.from("06", "hex") });
    const heard = receive(joined(), identity, frame, { snrDb: -40, battery: 254 }, ciphers);
    assert.equal(heard.state.answers, toHex(Uint8Array.of(0x06, 254, 0x20)));
  });
});
