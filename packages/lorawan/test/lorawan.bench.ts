import { cpus } from "node:os";
import loraPacketModule from "lora-packet";
import { softwareAes, type Aes, type DevAddr } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import {
  AesKey,
  Ciphers,
  decodePhyPayload,
  encodePhyPayload,
  encryptFrmPayload,
  explainPhyPayload,
  isUplink,
  revealKey,
  signUplink,
  verifyUplinkMic,
} from "@lorats/lorawan";
import { benchAes, type AesBounds } from "./bench-aes.ts";
import { interleave, perSecond } from "./bench-timing.ts";
import { fuzz } from "./fuzz.ts";

const loraPacket = loraPacketModule as unknown as (typeof loraPacketModule)["default"];

const nwkSKey = AesKey.fromHex("2b7e151628aed2a6abf7158809cf4f3c");
const appSKey = AesKey.fromHex("000102030405060708090a0b0c0d0e0f");
const keys = { version: "1.0", nwkSKey } as const;
const devAddr = "26012345" as DevAddr;
const builder = new Ciphers(softwareAes);

/** Uplinks with `size` bytes of FRMPayload, each with its own counter. */
function uplinks(count: number, size: number): Uint8Array[] {
  return Array.from({ length: count }, (_, fCnt) => {
    const plain = Uint8Array.from({ length: size }, (_, i) => (i * 7 + fCnt) & 0xff);
    const context = { direction: "up", devAddr, fCnt } as const;
    const phy = encodePhyPayload({
      mType: "unconfirmed-data-up",
      devAddr,
      fCtrl: { adr: true, adrAckReq: false, ack: false, classB: false },
      fCnt,
      fOpts: new Uint8Array(0),
      fPort: 2,
      frmPayload: encryptFrmPayload(builder, appSKey, context, plain),
      mic: new Uint8Array(4),
    });
    signUplink(builder, keys, phy, { fCnt });
    return phy;
  });
}

/** Parse, verify, decrypt; returns a byte of the plaintext, so that nothing can be skipped. */
function ours(ciphers: Ciphers, phy: Uint8Array): number {
  const decoded = decodePhyPayload(phy);
  if (!decoded.ok || decoded.value.mType !== "unconfirmed-data-up") throw new Error("not accepted");
  const frame = decoded.value;
  const { fCnt } = frame;
  if (!isUplink(frame) || !verifyUplinkMic(ciphers, keys, phy, { fCnt }))
    throw new Error("bad MIC");
  const context = { direction: "up", devAddr: frame.devAddr, fCnt } as const;
  return encryptFrmPayload(ciphers, appSKey, context, frame.frmPayload)[0]!;
}

const theirNwkSKey = Buffer.from(revealKey(nwkSKey));
const theirAppSKey = Buffer.from(revealKey(appSKey));

function theirs(phy: Buffer): number {
  const packet = loraPacket.fromWire(phy);
  if (!loraPacket.verifyMIC(packet, theirNwkSKey)) throw new Error("bad MIC");
  return loraPacket.decrypt(packet, theirAppSKey, theirNwkSKey)[0]!;
}

/** The peer's rate, and a rate of our own, that the room is meant to reach. */
const TARGET = { times: 12, perSecond: 200_000 };

function benchFrames(bounds: AesBounds): void {
  for (const size of [12, 51, 222]) {
    const frames = uplinks(256, size);
    const buffers = frames.map((phy) => Buffer.from(phy));
    const software = new Ciphers(softwareAes);
    const node = new Ciphers(nodeAes);
    const result = interleave([
      {
        name: "lorats, AES in TypeScript",
        items: 60_000,
        run: (i) => ours(software, frames[i & 255]!),
      },
      { name: "lorats, node:crypto", items: 30_000, run: (i) => ours(node, frames[i & 255]!) },
      { name: "lora-packet", items: 3000, run: (i) => theirs(buffers[i & 255]!) },
    ]);
    const base = result.get("lora-packet")!;
    console.log(
      `parse + verify MIC + decrypt, ${size} B of FRMPayload (PHYPayload ${size + 13} B):`,
    );
    for (const [name, ns] of result) {
      console.log(`  ${name.padEnd(28)} ${perSecond(ns)}  ${(base / ns).toFixed(1)} × lora-packet`);
    }
    if (size === 51) compareWithBounds(result, bounds, base);
  }
}

function compareWithBounds(
  result: ReadonlyMap<string, number>,
  { softwareNs, nodeNs }: AesBounds,
  peerNs: number,
): void {
  for (const [name, boundNs] of [
    ["lorats, AES in TypeScript", softwareNs],
    ["lorats, node:crypto", nodeNs],
  ] as const) {
    const ns = result.get(name)!;
    const reached = peerNs / ns >= TARGET.times && 1e9 / ns >= TARGET.perSecond;
    console.log(
      `  ${name.padEnd(28)} ${((100 * boundNs) / ns).toFixed(0)} % of its time is the bare AES ` +
        `(${perSecond(boundNs).trim()} at most); target ≥ ${TARGET.times} × and ≥ ${TARGET.perSecond}/s ` +
        (reached ? "reached" : "MISSED"),
    );
  }
}

/** A network of many devices: more keys than the cache holds, so every frame prepares its ciphers. */
function benchColdKeys(): void {
  const [phy] = uplinks(1, 51);
  const secrets = [nwkSKey, appSKey].map(revealKey);
  const cold = (aes: Aes) => (): number => {
    const ciphers = new Ciphers(aes, 2);
    const [nwk, app] = secrets.map((secret) => new AesKey(secret));
    const valid = verifyUplinkMic(ciphers, { version: "1.0", nwkSKey: nwk! }, phy!, { fCnt: 0 });
    if (!valid) throw new Error("bad MIC");
    const context = { direction: "up", devAddr, fCnt: 0 } as const;
    return encryptFrmPayload(ciphers, app!, context, phy!.subarray(9, -4))[0]!;
  };
  const result = interleave([
    { name: "AES in TypeScript", items: 20_000, run: cold(softwareAes) },
    { name: "node:crypto", items: 5000, run: cold(nodeAes) },
  ]);
  console.log("verify MIC + decrypt, 51 B, keys never seen before (cipher made for each frame):");
  for (const [name, ns] of result) console.log(`  ${name.padEnd(28)} ${perSecond(ns)}`);
}

function benchParts(): void {
  const frames = uplinks(256, 51);
  const ciphers = new Ciphers(softwareAes);
  const payload = frames[0]!.subarray(9, -4);
  const context = { direction: "up", devAddr, fCnt: 0 } as const;
  const options = { ciphers, networkKeys: keys, appSKey };
  const result = interleave([
    {
      name: "decodePhyPayload",
      items: 200_000,
      run: (i) => (decodePhyPayload(frames[i & 255]!).ok ? 1 : 0),
    },
    {
      name: "verifyUplinkMic",
      items: 60_000,
      run: (i) => (verifyUplinkMic(ciphers, keys, frames[i & 255]!, { fCnt: i & 255 }) ? 1 : 0),
    },
    {
      name: "encryptFrmPayload",
      items: 60_000,
      run: () => encryptFrmPayload(ciphers, appSKey, context, payload)[0]!,
    },
    {
      name: "explainPhyPayload",
      items: 10_000,
      run: (i) => explainPhyPayload(frames[i & 255]!, options).tree.length,
    },
  ]);
  console.log("parts, 51 B (ns):");
  for (const [name, ns] of result) console.log(`  ${name.padEnd(32)} ${ns.toFixed(0).padStart(6)}`);
}

function benchFuzz(): void {
  const total = Number(process.env.LORAWAN_FUZZ_FRAMES ?? 10_000_000);
  const start = performance.now();
  const outcome = fuzz(total, 7);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `fuzz: ${total.toLocaleString("en")} random and mutated frames in ${seconds.toFixed(0)} s, ` +
      `${outcome.accepted.toLocaleString("en")} accepted, ${outcome.commands.toLocaleString("en")} commands read, no throw`,
  );
  for (const [code, count] of [...outcome.refused].toSorted(([a], [b]) => a.localeCompare(b))) {
    console.log(`  ${code.padEnd(24)} ${count.toLocaleString("en").padStart(12)}`);
  }
}

export async function run(): Promise<void> {
  console.log(
    `${cpus()[0]!.model.trim()}, Node ${process.version}, one core, thread CPU time, median of 7 interleaved rounds`,
  );
  const bounds = await benchAes(revealKey(nwkSKey));
  benchFrames(bounds);
  benchParts();
  benchColdKeys();
  benchFuzz();
}
