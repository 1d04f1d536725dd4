import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  type DevAddr,
  type Eui64,
  type KeyId,
  fromHex,
  newId,
  toBase64,
  toHex,
} from "@lorats/base";
import type { Cursor, Downlink, Join, NewEvent } from "@lorats/events";
import { encodeCfList } from "@lorats/lorawan";
import type { Device, MacVersion } from "@lorats/network";
import { RadioBench } from "../support/radio-bench.ts";

interface RecordedFrame {
  readonly dir: "up" | "down";
  readonly kind?: "join-request" | "join-accept";
  readonly phy: string;
  readonly rootKey: string;
  readonly appKey: string;
  readonly devEui: Eui64;
  readonly joinEui: Eui64;
  readonly devNonce: number;
  readonly devAddr: DevAddr;
  readonly fcnt: number;
  readonly fopts: string;
  readonly fport: number | null;
  readonly frm: string;
  readonly freq: number;
  readonly datr: string;
  readonly ack?: boolean;
  readonly confirmed?: boolean;
  readonly keys: { fnint: string; snint: string; nsenc: string; apps: string };
}

const STACKS = new URL("../../../lorawan/test/fixtures/device-stacks/", import.meta.url);
const CF_LIST = [867_100_000, 867_300_000, 867_500_000, 867_700_000, 867_900_000];

function recorded(file: string): readonly RecordedFrame[] {
  const text = readFileSync(new URL(file, STACKS), "utf8").trim();
  return text.split("\n").map((line) => JSON.parse(line) as RecordedFrame);
}

/** A server at which the recorded device is known. */
async function openFor(
  macVersion: MacVersion,
  { rootKey, appKey, devEui, joinEui }: RecordedFrame,
): Promise<{ bench: RadioBench; device: Device }> {
  const is11 = macVersion.startsWith("1.1");
  const profile = { macVersion, regParamsRevision: is11 ? "B" : "RP002-1.0.3" } as const;
  const bench = await RadioBench.open({ profile });
  const tenantId = bench.tenant.id;
  const [appKeyId, nwkKeyId] = [bench.samples.id<KeyId>(), bench.samples.id<KeyId>()];
  const secret = fromHex(is11 ? appKey : rootKey);
  await bench.keys.put([{ id: appKeyId, tenantId, kind: "app-key", secret }]);
  if (is11) {
    const network = fromHex(rootKey);
    await bench.keys.put([{ id: nwkKeyId, tenantId, kind: "nwk-key", secret: network }]);
  }
  const { device } = await bench.addDevice({
    devEui,
    joinEui,
    appKeyId,
    ...(is11 && { nwkKeyId }),
  });
  return { bench, device };
}

/** The session that the recorded network gave the device: a server that comes back finds it in its log. */
async function giveSession(
  bench: RadioBench,
  device: Device,
  macVersion: MacVersion,
  { keys, devAddr, devNonce }: RecordedFrame,
): Promise<void> {
  const { fnint, snint, nsenc, apps } = keys;
  const secrets = [fnint, macVersion.startsWith("1.1") ? snint : fnint, nsenc || fnint, apps];
  const made = secrets.map((hex) => ({
    id: bench.samples.id<KeyId>(),
    tenantId: device.tenantId,
    kind: "session" as const,
    secret: fromHex(hex),
  }));
  await bench.keys.put(made);
  const [fNwkSIntKey, sNwkSIntKey, nwkSEncKey, appSKey] = made.map(({ id }) => id) as [
    KeyId,
    KeyId,
    KeyId,
    KeyId,
  ];
  const { id: gatewayId, eui: gatewayEui } = bench.gateways[0]!;
  const body: Join = {
    deduplicationId: newId(bench.clock, bench.random),
    deviceId: device.id,
    applicationId: device.applicationId,
    devEui: device.devEui,
    joinEui: device.joinEui!,
    devNonce,
    joinNonce: 1,
    devAddr,
    macVersion,
    region: "EU868",
    rx1DelayS: 1,
    rx1DrOffset: 0,
    rx2DataRate: 0,
    rx2FreqHz: 869_525_000,
    keys: { fNwkSIntKey, sNwkSIntKey, nwkSEncKey, appSKey },
    cfList: toBase64(encodeCfList({ type: 0, freqsHz: CF_LIST })),
    receptions: [{ position: "0" as Cursor, gatewayId, gatewayEui, rssiDbm: -80 }],
  };
  await restartAfter(bench, { type: "join", ...at(bench, device), body });
}

function at(bench: RadioBench, { id, tenantId }: Device) {
  return { tenantId, key: id, time: bench.clock.now() };
}

/** The downlink as the recorded network sent it. */
function downlinkOf(
  bench: RadioBench,
  device: Device,
  macVersion: MacVersion,
  record: RecordedFrame,
): NewEvent<"downlink"> {
  const { fcnt, fport, fopts, frm, phy, confirmed = false } = record;
  const application = macVersion.startsWith("1.1") && fport !== null && fport > 0;
  const commands = fport === 0 ? frm : fopts;
  const body: Downlink = {
    downlinkId: newId(bench.clock, bench.random),
    purpose: "data",
    deviceId: device.id,
    applicationId: device.applicationId,
    devEui: device.devEui,
    gatewayId: bench.gateways[0]!.id,
    gatewayEui: bench.gateways[0]!.eui,
    window: "rx1",
    confirmed,
    fCntDown: fcnt,
    counter: application ? "AFCntDown" : "NFCntDown",
    ...(fport !== null && { fPort: fport }),
    ...(commands && { macCommands: toBase64(fromHex(commands)) }),
    phyPayload: toBase64(fromHex(phy)),
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000 },
    powerDbm: 14,
    timing: { kind: "immediate" },
  };
  return { type: "downlink", ...at(bench, device), body };
}

/** Somebody else's server wrote this; ours comes back and folds it in. */
async function restartAfter(bench: RadioBench, event: NewEvent): Promise<void> {
  bench.kill();
  await bench.log.append([event]);
  await bench.start();
}

for (const [title, file, macVersion] of [
  ["LoRaMac-node 4.7, LoRaWAN 1.0.4", "loramac-node-1.0.4.jsonl", "1.0.4"],
  ["RadioLib, LoRaWAN 1.1", "radiolib-1.1.jsonl", "1.1.0"],
] as const) {
  describe(`what ${title} sent`, () => {
    const [joinRequest, accept, ...frames] = recorded(file);

    it("asks to join, and is answered (LoRaWAN L2 §6.2)", async () => {
      const { bench } = await openFor(macVersion, accept!);
      await bench.hear(fromHex(joinRequest!.phy));
      await bench.run(6000);
      assert.equal((await bench.logged("join"))[0]!.body.devNonce, joinRequest!.devNonce);
      assert.equal(bench.sender.handed.length, 1);
      bench.clock.advance(700_000);
      await bench.hear(fromHex(joinRequest!.phy));
      await bench.run(300);
      assert.equal((await bench.logged("refusal"))[0]!.body.code, "NS_DEVNONCE_USED");
    });

    it("is accepted frame by frame, decrypted, and its MAC answers are folded (§4, §5)", async () => {
      const { bench, device } = await openFor(macVersion, accept!);
      await giveSession(bench, device, macVersion, accept!);
      for (const record of frames) {
        await bench.sleep(20_000);
        if (record.dir === "down") {
          await restartAfter(bench, downlinkOf(bench, device, macVersion, record));
          continue;
        }
        const sf = Number(/^SF(\d+)/.exec(record.datr)![1]);
        await bench.hear(fromHex(record.phy), {
          freqHz: Math.round(record.freq * 1e6),
          modulation: { kind: "lora", sf, bwHz: 125_000, cr: 1 },
        });
        await bench.run(300);
        const { events } = await bench.log.read({ types: ["uplink", "refusal"], limit: 1000 });
        const last = events.at(-1)!;
        assert.equal(last.type, "uplink", `${record.fcnt}: ${JSON.stringify(last.body)}`);
        if (last.type !== "uplink") return;
        assert.equal(last.body.fCnt, record.fcnt);
        assert.equal(last.body.freshness, "fresh");
        const commands = record.fport === 0 ? record.frm : record.fopts;
        assert.equal(toHex(Buffer.from(last.body.macCommands, "base64")), commands);
        if (record.fport !== 0) {
          assert.equal(toHex(Buffer.from(last.body.frmPayload, "base64")), record.frm);
        }
      }
      const state = (await bench.server.states([device.id])).get(device.id)!;
      const { session, pending, status } = state;
      assert.equal(pending, undefined);
      assert.equal(session!.pendingRequests, "", "every request was answered");
      assert.ok(status, "DevStatusAns");
      assert.deepEqual(bench.failures, []);
    });
  });
}
