import untyped from "lora-packet";

// Its declarations describe a default export that the CommonJS module does not nest.
const {
  decrypt,
  decryptJoinAccept,
  fromFields,
  fromWire,
  generateJSKeys,
  generateSessionKeys11,
  recalculateMIC,
  verifyMIC,
} = untyped as unknown as (typeof untyped)["default"];

interface Keys11 {
  readonly AppSKey: Buffer;
  readonly FNwkSIntKey: Buffer;
  readonly SNwkSIntKey: Buffer;
  readonly NwkSEncKey: Buffer;
}

/** A LoRaWAN 1.1 device made of the npm package lora-packet. */
export class OracleDevice11 {
  readonly devEui: Buffer;
  readonly joinEui: Buffer;
  readonly nwkKey: Buffer;
  readonly appKey: Buffer;
  devNonce = 0;
  rjCount0 = 0;
  rjCount1 = 0;
  fCntUp = 0;
  devAddr: Buffer = Buffer.alloc(4);
  keys!: Keys11;

  constructor(ids: { devEui: string; joinEui: string; nwkKey: string; appKey: string }) {
    this.devEui = Buffer.from(ids.devEui, "hex");
    this.joinEui = Buffer.from(ids.joinEui, "hex");
    this.nwkKey = Buffer.from(ids.nwkKey, "hex");
    this.appKey = Buffer.from(ids.appKey, "hex");
  }

  joinRequest(): Uint8Array {
    this.devNonce++;
    const packet = fromFields(
      {
        MType: "Join Request",
        AppEUI: this.joinEui,
        DevEUI: this.devEui,
        DevNonce: this.#devNonceBytes(),
      },
      undefined,
      undefined,
      this.nwkKey,
    );
    return new Uint8Array(packet.getPHYPayload() as Buffer);
  }

  acceptJoin(phyPayload: Uint8Array): boolean {
    const plain = fromWire(decryptJoinAccept(fromWire(Buffer.from(phyPayload)), this.nwkKey));
    if (!plain.getDLSettingsOptNeg()) return false;
    plain.JoinReqType = Buffer.from([0xff]);
    plain.AppEUI = this.joinEui;
    plain.DevNonce = this.#devNonceBytes();
    const { JSIntKey } = generateJSKeys(this.nwkKey, this.devEui);
    if (!verifyMIC(plain, JSIntKey)) return false;
    this.keys = generateSessionKeys11(
      this.appKey,
      this.nwkKey,
      this.joinEui,
      plain.AppNonce!,
      this.#devNonceBytes(),
    );
    this.devAddr = plain.DevAddr!;
    this.fCntUp = 0;
    return true;
  }

  /** Types 0 and 2 are signed with SNwkSIntKey, type 1 with JSIntKey. */
  rejoinRequest(type: 0 | 1 | 2, count?: number): Uint8Array {
    const counted = type === 1 ? this.rjCount1++ : this.rjCount0++;
    const rjCount = Buffer.alloc(2);
    rjCount.writeUInt16LE(count ?? counted);
    const whose = type === 1 ? Buffer.from(this.joinEui).reverse() : Buffer.alloc(3);
    const devEui = Buffer.from(this.devEui).reverse();
    const mic = Buffer.alloc(4);
    const packet = fromWire(
      Buffer.concat([Buffer.from([0xc0, type]), whose, devEui, rjCount, mic]),
    );
    const { JSIntKey } = generateJSKeys(this.nwkKey, this.devEui);
    recalculateMIC(packet, this.keys.SNwkSIntKey, JSIntKey);
    return new Uint8Array(packet.getPHYPayload() as Buffer);
  }

  /** The session that a join-accept to a rejoin-request begins, or nothing when it is not for us. */
  acceptRejoin(phyPayload: Uint8Array, type: 0 | 1 | 2, count: number): boolean {
    const { JSIntKey, JSEncKey } = generateJSKeys(this.nwkKey, this.devEui);
    const plain = fromWire(decryptJoinAccept(fromWire(Buffer.from(phyPayload)), JSEncKey));
    const nonce = Buffer.alloc(2);
    nonce.writeUInt16BE(count);
    plain.JoinReqType = Buffer.from([type]);
    plain.AppEUI = this.joinEui;
    plain.DevNonce = nonce;
    if (!verifyMIC(plain, JSIntKey)) return false;
    const { appKey, nwkKey, joinEui } = this;
    this.keys = generateSessionKeys11(appKey, nwkKey, joinEui, plain.AppNonce!, nonce);
    this.devAddr = plain.DevAddr!;
    this.fCntUp = 0;
    this.rjCount0 = 0;
    return true;
  }

  uplink(
    payload: string,
    fields: {
      readonly confirmed?: boolean;
      readonly fOpts?: string;
      /** The confirmed downlink to acknowledge. */
      readonly acknowledges?: number;
      readonly fCnt?: number;
      readonly dataRate?: number;
      readonly channel?: number;
    } = {},
  ): Uint8Array {
    const { acknowledges, dataRate = 5, channel = 0 } = fields;
    const packet = fromFields(
      {
        MType: fields.confirmed ? "Confirmed Data Up" : "Unconfirmed Data Up",
        DevAddr: this.devAddr,
        FCtrl: { ACK: acknowledges !== undefined },
        FCnt: fields.fCnt ?? this.fCntUp++,
        FPort: 1,
        payload: Buffer.from(payload, "hex"),
        ...(fields.fOpts === undefined ? {} : { FOpts: Buffer.from(fields.fOpts, "hex") }),
      },
      this.keys.AppSKey,
      this.keys.NwkSEncKey,
    );
    if (fields.fOpts !== undefined) packet.encryptFOpts(this.keys.NwkSEncKey);
    const covered = Buffer.from([0, 0, dataRate, channel]);
    // It swaps the two bytes of the counter itself.
    covered.writeUInt16BE(acknowledges ?? 0);
    const { SNwkSIntKey, FNwkSIntKey } = this.keys;
    recalculateMIC(packet, FNwkSIntKey, SNwkSIntKey, undefined, covered);
    return new Uint8Array(packet.getPHYPayload() as Buffer);
  }

  /** @param acknowledges the confirmed uplink that the frame should acknowledge */
  hear(
    phyPayload: Uint8Array,
    acknowledges = 0,
  ): { fCnt: number; fPort: number | null; payload: string; fOpts: string; ack: boolean } {
    const packet = fromWire(Buffer.from(phyPayload));
    const covered = Buffer.alloc(2);
    covered.writeUInt16LE(acknowledges);
    const ok = verifyMIC(packet, undefined, this.keys.SNwkSIntKey, undefined, covered);
    if (!ok) throw new Error("the downlink's MIC is wrong");
    const fPort = packet.getFPort();
    const payload =
      fPort === null
        ? ""
        : decrypt(packet, this.keys.AppSKey, this.keys.NwkSEncKey).toString("hex");
    const fCnt = packet.getFCnt()!;
    const ack = packet.getFCtrlACK() ?? false;
    const sealed = packet.FOpts !== undefined && packet.FOpts.length > 0;
    const fOpts = sealed ? packet.decryptFOpts(this.keys.NwkSEncKey).toString("hex") : "";
    return { fCnt, fPort, payload, fOpts, ack };
  }

  #devNonceBytes(): Buffer {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(this.devNonce);
    return bytes;
  }
}
