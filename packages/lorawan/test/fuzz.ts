import { SeededRandom, uniformInt } from "@lorats/base";
import {
  APPLICATION_PACKAGES,
  AesKey,
  decodePhyPayload,
  decryptJoinAccept,
  encryptFrmPayload,
  isUplink,
  macCommandSet,
  verifyDownlinkMic,
  verifyJoinMic,
  verifyUplinkMic,
  type Command,
  type CommandSet,
  type NetworkKeys,
} from "@lorats/lorawan";
import { ciphers } from "./support.ts";

/** Well-formed frames that mutation starts from: every MType, FOpts, FPort 0, packages, relay. */
const SEEDS = [
  "00181716151413121108070605040302010100ea3ca57c",
  "202b91cec879d59210a8440ece01d6083febb72606ba2c3e88db6da4bffe855b1f",
  "20493eeb51fba2116f810edb3742975142",
  "4045230126800100022b729e673b79",
  "404523012683020006fe0702b59643249c93",
  "60452301268501000350ff000148cddc24",
  "604523012682050004000ac3ec236f14c3c4a7ff",
  "a045230126800600005e954958c9",
  "80040302010300000673070ae264d4f7e117d2c0",
  "c0001300000807060504030201020aabbccdd0",
  "c0011817161514131211080706050403020102010aabbccd",
  "e0010203",
].map((hex) => Uint8Array.fromHex(hex.length % 2 === 0 ? hex : hex.slice(0, -1)));

const NWK_S_KEY = new AesKey(new Uint8Array(16).fill(1));
const APP_S_KEY = new AesKey(new Uint8Array(16).fill(2));
const KEYS: readonly NetworkKeys[] = [
  { version: "1.0", nwkSKey: NWK_S_KEY },
  { version: "1.1", fNwkSIntKey: NWK_S_KEY, sNwkSIntKey: APP_S_KEY, nwkSEncKey: NWK_S_KEY },
];

function randomFrame(random: SeededRandom): Uint8Array {
  return random.bytes(
    uniformInt(random, 10) === 0 ? uniformInt(random, 300) : uniformInt(random, 48),
  );
}

function mutatedFrame(random: SeededRandom): Uint8Array {
  let frame = SEEDS[uniformInt(random, SEEDS.length)]!.slice();
  const kind = uniformInt(random, 4);
  if (kind === 0) frame = frame.slice(0, uniformInt(random, frame.length + 1));
  if (kind === 1) {
    const longer = new Uint8Array(frame.length + 1 + uniformInt(random, 40));
    longer.set(random.bytes(longer.length));
    longer.set(frame);
    frame = longer;
  }
  for (let flips = uniformInt(random, 4); flips > 0 && frame.length > 0; flips--) {
    frame[uniformInt(random, frame.length)]! ^= 1 << uniformInt(random, 8);
  }
  return frame;
}

export interface FuzzOutcome {
  accepted: number;
  /** Refusals by code. */
  readonly refused: Map<string, number>;
  commands: number;
}

/**
 * Sends random and mutated frames through everything that a received frame meets: decoding, MIC, decryption, MAC
 * commands, packages. Whatever throws, throws.
 */
export function fuzz(frames: number, seed: number): FuzzOutcome {
  const random = new SeededRandom(seed);
  const outcome: FuzzOutcome = { accepted: 0, refused: new Map(), commands: 0 };
  for (let i = 0; i < frames; i++) {
    pass(i % 2 === 0 ? randomFrame(random) : mutatedFrame(random), i, outcome);
  }
  return outcome;
}

function pass(bytes: Uint8Array, turn: number, outcome: FuzzOutcome): void {
  const decoded = decodePhyPayload(bytes);
  if (!decoded.ok) {
    outcome.refused.set(decoded.code, (outcome.refused.get(decoded.code) ?? 0) + 1);
    return;
  }
  outcome.accepted++;
  const frame = decoded.value;
  const keys = KEYS[turn % KEYS.length]!;
  switch (frame.mType) {
    case "join-request":
    case "rejoin-request":
      verifyJoinMic(ciphers, NWK_S_KEY, bytes);
      break;
    case "join-accept":
      decryptJoinAccept(ciphers, bytes, { version: "1.0", rootKey: NWK_S_KEY });
      break;
    case "proprietary":
      break;
    case "unconfirmed-data-up":
    case "unconfirmed-data-down":
    case "confirmed-data-up":
    case "confirmed-data-down": {
      const up = isUplink(frame);
      const { fCnt, devAddr } = frame;
      if (up) verifyUplinkMic(ciphers, keys, bytes, { fCnt });
      else verifyDownlinkMic(ciphers, keys, bytes, { fCnt });
      const direction = up ? "up" : "down";
      const context = { direction, devAddr, fCnt } as const;
      const plain = encryptFrmPayload(ciphers, APP_S_KEY, context, frame.frmPayload);
      const application = APPLICATION_PACKAGES[turn % APPLICATION_PACKAGES.length]!;
      read(macCommandSet(direction), frame.fOpts, outcome);
      read(macCommandSet(direction), plain, outcome);
      read(application.commands[direction], frame.frmPayload, outcome);
    }
  }
}

function read(set: CommandSet<Command>, bytes: Uint8Array, outcome: FuzzOutcome): void {
  outcome.commands += set.parse(bytes).commands.length;
}
