import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
} from "node:crypto";
import type { LoratsClient } from "@lorats/api";
import { CallerError, fromHex, toHex, type Eui64 } from "@lorats/base";
import { AesKey } from "@lorats/lorawan";
import { Flash } from "./device/flash.ts";
import type { Scenario } from "./scenario.ts";

type ScenarioDevice = Scenario["devices"][number];
type HoppingDevice = ScenarioDevice & { readonly hopping: NonNullable<ScenarioDevice["hopping"]> };

/** What a device keeps of an agreement; hexadecimal. */
interface KeptAgreement {
  /** PKCS #8, DER. */
  readonly privateKey: string;
  readonly serverPublicKey: string;
}

/** An X25519 public key in SubjectPublicKeyInfo: this prefix, then its 32 bytes. @see RFC 8410 §4 */
const SPKI = fromHex("302a300506032b656e032100");

/**
 * Agrees with the server on the keys of secret schedules by X25519, as a factory and an operator would: the device's
 * key pair is drawn at its making, its public key is enrolled through the API, and the server's answer goes into its
 * flash. What both sides still know from before is kept.
 *
 * @returns keys by DevEUI, of devices whose agreement is `x25519`
 */
export async function agreeOnSchedules(
  client: LoratsClient,
  scenario: Scenario,
  folder: string,
): Promise<ReadonlyMap<Eui64, AesKey>> {
  const keys = new Map<Eui64, AesKey>();
  const flash = new Flash<Record<string, KeptAgreement>>(folder, "hopping-agreements");
  const kept = { ...flash.read() };
  for (const device of hoppingDevices(scenario, "x25519")) {
    const { devEui, hopping } = device;
    const id = await deviceId(client, devEui);
    const known = await client.getHopping({ id });
    const agreement = kept[devEui];
    const holds =
      known.enabled &&
      known.agreement === "x25519" &&
      known.serverPublicKey === agreement?.serverPublicKey &&
      isSamePlan(known, hopping);
    const agreed = holds ? agreement! : await enrol(client, id, hopping);
    kept[devEui] = agreed;
    keys.set(devEui, scheduleKeyOf(agreed));
  }
  if (keys.size > 0) flash.write(kept);
  return keys;
}

/** Tells the server of a schedule whose key both derive from the session that has just begun. */
export async function enrolSession(client: LoratsClient, device: HoppingDevice): Promise<void> {
  const { sliceMs, minSlices, maxSlices } = device.hopping;
  const id = await deviceId(client, device.devEui);
  await client.enrolHopping({ id, sliceMs, minSlices, maxSlices });
}

export function hoppingDevices(
  { devices }: Scenario,
  agreement: HoppingDevice["hopping"]["agreement"],
): HoppingDevice[] {
  return devices.filter(
    (device): device is HoppingDevice => device.hopping?.agreement === agreement,
  );
}

/** First half of SHA-256("LTSX" ‖ shared secret ‖ device's public key ‖ server's public key). */
function scheduleKeyOf({ privateKey, serverPublicKey }: KeptAgreement): AesKey {
  const own = createPrivateKey({
    key: Buffer.from(privateKey, "hex"),
    format: "der",
    type: "pkcs8",
  });
  const server = fromHex(serverPublicKey);
  const spki = Buffer.concat([SPKI, server]);
  const theirs = createPublicKey({ key: spki, format: "der", type: "spki" });
  const shared = diffieHellman({ privateKey: own, publicKey: theirs });
  const hash = createHash("sha256").update("LTSX").update(shared);
  const digest = hash
    .update(fromHex(publicKeyOf(privateKey)))
    .update(server)
    .digest();
  return new AesKey(new Uint8Array(digest.subarray(0, 16)));
}

async function enrol(
  client: LoratsClient,
  id: Awaited<ReturnType<typeof deviceId>>,
  { sliceMs, minSlices, maxSlices }: HoppingDevice["hopping"],
): Promise<KeptAgreement> {
  const pair = generateKeyPairSync("x25519");
  const privateKey = toHex(pair.privateKey.export({ format: "der", type: "pkcs8" }));
  const devicePublicKey = publicKeyOf(privateKey);
  const plan = { sliceMs, minSlices, maxSlices };
  const { serverPublicKey } = await client.enrolHopping({ id, ...plan, devicePublicKey });
  if (serverPublicKey === undefined) {
    throw new CallerError("WORLD_NO_AGREEMENT", "the server answered without a public key");
  }
  return { privateKey, serverPublicKey };
}

/** The raw 32 bytes, hexadecimal. */
function publicKeyOf(privateKey: string): string {
  const own = createPrivateKey({
    key: Buffer.from(privateKey, "hex"),
    format: "der",
    type: "pkcs8",
  });
  const spki = createPublicKey(own).export({ format: "der", type: "spki" });
  return toHex(spki.subarray(SPKI.length));
}

function isSamePlan(
  known: Awaited<ReturnType<LoratsClient["getHopping"]>>,
  plan: HoppingDevice["hopping"],
): boolean {
  const { sliceMs, minSlices, maxSlices } = plan;
  return (
    known.sliceMs === sliceMs && known.minSlices === minSlices && known.maxSlices === maxSlices
  );
}

async function deviceId(
  client: LoratsClient,
  devEui: Eui64,
): Promise<Awaited<ReturnType<LoratsClient["getDevice"]>>["id"]> {
  const { items } = await client.listDevices({ search: devEui });
  return items.find((device) => device.devEui === devEui)!.id;
}
