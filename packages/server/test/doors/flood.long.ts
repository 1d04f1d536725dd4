import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { SeededRandom } from "@lorats/base";
import { until } from "../../../base/test/until.ts";
import { OracleDevice } from "../../../network/test/support/oracle-device.ts";
import { startRunning, type Running } from "../support/running.ts";
import { TinyForwarder } from "../support/tiny-forwarder.ts";

const LASTS_MS = 15_000;
/** What the gateway that floods may send by its limit, and what it sends. */
const LIMIT = 20;
const FLOOD_PER_S = 200;
const LOUD_PER_S = 15;
const QUIET_EVERY_MS = 500;
const DEVICE_LIMIT = 5;
const QUIET = "0a0000000000f001";
const LOUD = "0a0000000000f002";
/** One address for all: the flood makes the server look for its sessions. */
const CROWDED = "26011bda";

async function personalised(running: Running, eui: string, keys: string): Promise<OracleDevice> {
  const { client, tenantId } = running;
  const [application] = (await client.listApplications({ tenantId })).items;
  const [profile] = (await client.listDeviceProfiles({ tenantId })).items;
  const { id } = await client.createDevice({
    applicationId: application!.id,
    profileId: profile!.id,
    devEui: eui,
  });
  const [nwkSKey, appSKey] = [keys.repeat(16), keys.repeat(16)];
  await client.activate({ id, devAddr: CROWDED, nwkSKey, appSKey });
  const radio = new OracleDevice(eui, "0000000000000000", keys.repeat(16));
  radio.devAddr = Buffer.from(CROWDED, "hex");
  radio.nwkSKey = Buffer.from(nwkSKey, "hex");
  radio.appSKey = Buffer.from(appSKey, "hex");
  return radio;
}

/** A frame that looks as if it belonged to somebody here. */
function foreign(random: SeededRandom): Uint8Array {
  const bytes = random.bytes(24);
  bytes[0] = 0x40;
  bytes.set(Buffer.from(CROWDED, "hex").toReversed(), 1);
  return bytes;
}

it("a flood from one gateway and one from a device leave the others' frames alone", async (t: TestContext) => {
  const running = await startRunning(t, {
    "semtech_udp.max_per_second": LIMIT,
    "network.device_max_per_second": DEVICE_LIMIT,
  });
  const { client, tenantId, server } = running;
  await client.createApplication({ tenantId, name: "Meters" });
  const adr = { algorithm: "none", installationMarginDb: 10 };
  await client.createDeviceProfile({ tenantId, name: "Meter", supportsJoin: false, adr });
  const [quiet, loud] = [
    await personalised(running, QUIET, "aa"),
    await personalised(running, LOUD, "bb"),
  ];
  const open = async (eui: string): Promise<TinyForwarder> => {
    await client.createGateway({ tenantId, eui, name: eui });
    const forwarder = await TinyForwarder.open(eui, server.semtechUdp!.port);
    t.after(() => forwarder.close());
    return forwarder;
  };
  const [flooder, busy, calm] = [
    await open("0a00000000000f01"),
    await open("0a00000000000f02"),
    await open("0a00000000000f03"),
  ];
  const quietUps = (): number =>
    running.messages.filter(({ devEui, event }) => devEui === QUIET && event === "up").length;
  /** The quiet device sends for a while; resolves when everything it sent was published. */
  const listen = async (): Promise<number> => {
    const before = quietUps();
    let sent = 0;
    const stop = every(QUIET_EVERY_MS, () => {
      calm!.push(quiet!.uplink("02"));
      sent++;
    });
    await setTimeout(LASTS_MS);
    stop();
    await until(() => quietUps() - before >= sent, 60_000);
    return sent;
  };
  const alone = await listen();
  const random = new SeededRandom(1);
  let flooded = 0;
  let loudSent = 0;
  const stopFlood = every(1000 / FLOOD_PER_S, () => {
    flooder!.push(foreign(random));
    flooded++;
  });
  const stopLoud = every(1000 / LOUD_PER_S, () => {
    busy!.push(loud!.uplink("01"));
    loudSent++;
  });
  const started = performance.now();
  const together = await listen();
  stopFlood();
  stopLoud();
  const lastedS = (performance.now() - started) / 1000;
  await setTimeout(1000);
  const overtaken = await waitedFor(running);
  const taken = running.messages.filter(
    ({ devEui, event }) => devEui === LOUD && event === "up",
  ).length;
  t.diagnostic(
    `figure: ${flooded} foreign datagrams (${flooder!.acknowledged} taken) and ${loudSent} of one device (${taken} taken) ` +
      `in ${lastedS.toFixed(0)} s; all ${alone} + ${together} of the quiet device published, ` +
      `at most ${overtaken} events after they were received`,
  );
  assert.equal(quietUps(), alone + together);
  assert.ok(flooder!.acknowledged <= LIMIT * (10 + lastedS + 2), "the gateway is held to its rate");
  assert.ok(taken <= DEVICE_LIMIT * (10 + lastedS + 2), "the device is held to its rate");
  // In events of the log, which do not depend on how busy the machine is: what both floods may bring in two seconds, and what they bring at once.
  const fair = 12 * LIMIT + 4 * 12 * DEVICE_LIMIT;
  assert.ok(overtaken < fair, `${overtaken} events came between a quiet frame and its decision`);
});

/** The most events between a quiet frame's reception and its uplink. */
async function waitedFor({ client }: Running): Promise<number> {
  const ordinals = new Map<string, number>();
  let after: string | undefined;
  let most = 0;
  for (;;) {
    const query = { limit: 1000, ...(after !== undefined && { after }) };
    const page = await client.listEvents(query as never);
    for (const { position, type, body } of page.items) {
      ordinals.set(position, ordinals.size);
      const { devEui, receptions } = body as {
        devEui?: string;
        receptions?: readonly { position: string }[];
      };
      if (type !== "uplink" || devEui !== QUIET) continue;
      const heard = ordinals.get(receptions![0]!.position)!;
      most = Math.max(most, ordinals.get(position)! - heard);
    }
    if (page.items.length === 0) return most;
    after = page.next;
  }
}

/** Calls at a steady pace on average, however late timers are. */
function every(everyMs: number, call: () => void): () => void {
  const started = performance.now();
  let done = 0;
  const timer = setInterval(
    () => {
      const due = (performance.now() - started) / everyMs;
      for (let n = 0; done < due && n < 200; n++, done++) call();
    },
    Math.max(5, everyMs),
  );
  return () => clearInterval(timer);
}
