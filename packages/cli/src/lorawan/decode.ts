import {
  CallerError,
  fromBase64,
  fromHex,
  parseEui64,
  PeerDataError,
  softwareAes,
} from "@lorats/base";
import {
  AesKey,
  Ciphers,
  explainPhyPayload,
  type ExplainOptions,
  type FrameExplanation,
  type NetworkKeys,
} from "@lorats/lorawan";

/** What may be given besides the frame, as words of the command line. */
export interface DecodeOptions {
  readonly nwkskey?: string;
  readonly appskey?: string;
  readonly appkey?: string;
  readonly nwkkey?: string;
  readonly fnwksintkey?: string;
  readonly snwksintkey?: string;
  readonly nwksenckey?: string;
  readonly fcnt?: string;
  readonly confFcnt?: string;
  readonly txDr?: string;
  readonly txCh?: string;
  readonly joinEui?: string;
  readonly devEui?: string;
  readonly devNonce?: string;
  readonly rejoinType?: string;
}

export interface DecodedFrame {
  readonly explanation: FrameExplanation;
  /** Set when the bytes are no LoRaWAN frame. */
  readonly refusal?: PeerDataError;
}

/** @throws {CallerError} `CLI_BAD_ARGUMENT`, `LW_BAD_KEY`, `ID_BAD_EUI64`; no message repeats a key */
export function decodeFrame(frame: string, options: DecodeOptions): DecodedFrame {
  const explanation = explainPhyPayload(bytesOf(frame), explainOptions(options));
  const { refusal } = explanation;
  if (refusal === undefined) return { explanation };
  return { explanation, refusal: new PeerDataError(refusal.code, refusal.reason) };
}

const NOT_HEX = /[^0-9a-fA-F\s:-]/g;
/** Of so many characters of base64, hardly ever all but two are hexadecimal digits. */
const TELLING_LENGTH = 16;

function bytesOf(frame: string): Uint8Array {
  const others = [...frame.matchAll(NOT_HEX)];
  if (others.length === 0) return fromHex(frame);
  // A slip of the finger in hexadecimal would mostly pass for base64.
  if (others.length <= 2 && frame.replace(/=+$/, "").length >= TELLING_LENGTH) {
    const { 0: character, index } = others[0]!;
    throw new CallerError(
      "CLI_BAD_ARGUMENT",
      `character ${index + 1}, ${JSON.stringify(character)}, is no hexadecimal digit`,
    );
  }
  return fromBase64(frame);
}

function explainOptions(options: DecodeOptions): ExplainOptions {
  return {
    ciphers: new Ciphers(softwareAes),
    networkKeys: networkKeys(options),
    appSKey: key(options.appskey),
    rootKey: key(options.nwkkey ?? options.appkey),
    request: answered(options),
    expectedFCnt: whole("--fcnt", options.fcnt, 2 ** 32),
    confFCnt: whole("--conf-fcnt", options.confFcnt, 2 ** 32),
    txDr: whole("--tx-dr", options.txDr, 16),
    txCh: whole("--tx-ch", options.txCh, 256),
  };
}

function networkKeys(options: DecodeOptions): NetworkKeys | undefined {
  const fNwkSIntKey = key(options.fnwksintkey);
  const sNwkSIntKey = key(options.snwksintkey);
  const nwkSEncKey = key(options.nwksenckey);
  if (fNwkSIntKey && sNwkSIntKey && nwkSEncKey) {
    return { version: "1.1", fNwkSIntKey, sNwkSIntKey, nwkSEncKey };
  }
  if (fNwkSIntKey || sNwkSIntKey || nwkSEncKey) {
    throw new CallerError(
      "CLI_BAD_ARGUMENT",
      "a 1.1 session needs --fnwksintkey, --snwksintkey and --nwksenckey",
    );
  }
  const nwkSKey = key(options.nwkskey);
  return nwkSKey && { version: "1.0", nwkSKey };
}

function answered(options: DecodeOptions): ExplainOptions["request"] {
  const { joinEui, devEui, devNonce, rejoinType } = options;
  const given = [joinEui, devEui, devNonce, rejoinType].some((word) => word !== undefined);
  if (joinEui === undefined || devEui === undefined || devNonce === undefined) {
    if (!given) return undefined;
    throw new CallerError(
      "CLI_BAD_ARGUMENT",
      "what a 1.1 join-accept answers takes --join-eui, --dev-eui and --dev-nonce",
    );
  }
  const rejoin = whole("--rejoin-type", rejoinType, 3);
  return {
    type: rejoin === undefined ? "join" : (`rejoin-${rejoin}` as "rejoin-0"),
    joinEui: parseEui64(joinEui),
    devEui: parseEui64(devEui),
    nonce: whole("--dev-nonce", devNonce, 65_536)!,
  };
}

function key(digits: string | undefined): AesKey | undefined {
  return digits === undefined ? undefined : AesKey.fromHex(digits);
}

function whole(flag: string, text: string | undefined, limit: number): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isInteger(value) || value < 0 || value >= limit) {
    throw new CallerError("CLI_BAD_ARGUMENT", `${flag} is a whole number below ${limit}`);
  }
  return value;
}
