import untyped from "lora-packet";

// Its declarations describe a default export that the CommonJS module does not nest; bundlers' rules see through that.
type LoraPacket = typeof untyped extends { readonly default: infer Own } ? Own : typeof untyped;
const loraPacket = untyped as unknown as LoraPacket;

const {
  decrypt,
  decryptJoinAccept,
  fromFields,
  fromWire,
  generateSessionKeys10,
  recalculateMIC,
  verifyMIC,
} = loraPacket;

export interface HeardDownlink {
  readonly fCnt: number;
  readonly fPort: number | null;
  readonly payload: string;
  readonly fOpts: string;
  readonly ack: boolean;
  readonly fPending: boolean;
  readonly confirmed: boolean;
}

/**
 * A LoRaWAN 1.0.x device made of the npm package lora-packet, which shares no code with what is tested.
 * All it receives it verifies itself.
 */
export class OracleDevice {
  readonly devEui: string;
  readonly joinEui: string;
  readonly appKey: Buffer;
  devNonce = 0;
  fCntUp = 0;
  devAddr: Buffer | undefined;
  nwkSKey: Buffer | undefined;
  appSKey: Buffer | undefined;
  rxDelay = 1;
  cfList: string | undefined;

  constructor(devEui: string, joinEui: string, appKey: string) {
    this.devEui = devEui;
    this.joinEui = joinEui;
    this.appKey = Buffer.from(appKey, "hex");
  }

  joinRequest(devNonce: number = this.devNonce + 1): Uint8Array {
    this.devNonce = devNonce;
    const packet = fromFields(
      {
        MType: "Join Request",
        AppEUI: Buffer.from(this.joinEui, "hex"),
        DevEUI: Buffer.from(this.devEui, "hex"),
        DevNonce: this.#devNonceBytes(),
      },
      undefined,
      undefined,
      this.appKey,
    );
    return new Uint8Array(packet.getPHYPayload() as Buffer);
  }

  /** @returns whether the join-accept is for this device and its MIC right */
  acceptJoin(phyPayload: Uint8Array): boolean {
    const sealed = fromWire(Buffer.from(phyPayload));
    const plain = fromWire(decryptJoinAccept(sealed, this.appKey));
    if (!verifyMIC(plain, undefined, this.appKey)) return false;
    const keys = generateSessionKeys10(
      this.appKey,
      plain.NetID!,
      plain.AppNonce!,
      this.#devNonceBytes(),
    );
    this.nwkSKey = keys.NwkSKey;
    this.appSKey = keys.AppSKey;
    this.devAddr = plain.DevAddr!;
    this.rxDelay = plain.getRxDelayDel() ?? 1;
    this.cfList =
      plain.CFList && plain.CFList.length > 0 ? plain.CFList.toString("hex") : undefined;
    this.fCntUp = 0;
    return true;
  }

  uplink(
    payload: string,
    fields: {
      fPort?: number;
      confirmed?: boolean;
      ack?: boolean;
      adr?: boolean;
      adrAckReq?: boolean;
      /** The bit that is FPending in downlinks. */
      classB?: boolean;
      fOpts?: string;
      fCnt?: number;
    } = {},
  ): Uint8Array {
    const fCnt = fields.fCnt ?? this.fCntUp++;
    const high = this.#highBytes(fCnt);
    const packet = fromFields(
      {
        MType: fields.confirmed ? "Confirmed Data Up" : "Unconfirmed Data Up",
        DevAddr: this.devAddr!,
        FCtrl: {
          ADR: fields.adr ?? false,
          ADRACKReq: fields.adrAckReq ?? false,
          ACK: fields.ack ?? false,
          FPending: fields.classB ?? false,
        },
        FCnt: fCnt & 0xffff,
        FPort: fields.fPort ?? 1,
        payload: Buffer.from(payload, "hex"),
        ...(fields.fOpts === undefined ? {} : { FOpts: Buffer.from(fields.fOpts, "hex") }),
      },
      this.appSKey,
      this.nwkSKey,
      undefined,
      high,
    );
    recalculateMIC(packet, this.nwkSKey, undefined, high);
    return new Uint8Array(packet.getPHYPayload() as Buffer);
  }

  /** Verifies and opens a data downlink; throws when its MIC is wrong. */
  hear(phyPayload: Uint8Array): HeardDownlink {
    const packet = fromWire(Buffer.from(phyPayload));
    if (!verifyMIC(packet, this.nwkSKey)) throw new Error("the downlink's MIC is wrong");
    if (!packet.DevAddr!.equals(this.devAddr!)) throw new Error("not for this device");
    return {
      fCnt: packet.getFCnt()!,
      fPort: packet.getFPort(),
      payload:
        packet.getFPort() === null
          ? ""
          : decrypt(packet, this.appSKey, this.nwkSKey).toString("hex"),
      fOpts: packet.FOpts?.toString("hex") ?? "",
      ack: packet.getFCtrlACK() ?? false,
      fPending: packet.getFCtrlFPending() ?? false,
      confirmed: packet.isConfirmed(),
    };
  }

  #devNonceBytes(): Buffer {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(this.devNonce);
    return bytes;
  }

  /** lora-packet wants the upper half of the counter little-endian. */
  #highBytes(fCnt: number): Buffer {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(fCnt >>> 16);
    return bytes;
  }
}
