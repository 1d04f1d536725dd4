import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DevAddr, type Eui64, type KeyId, type LoratsError, fromHex } from "@lorats/base";
import { newEvent } from "@lorats/events";
import { OracleDevice } from "../support/oracle-device.ts";
import { RadioBench } from "../support/radio-bench.ts";

async function refusedWith(bench: RadioBench): Promise<string[]> {
  return (await bench.logged("refusal")).map(({ body }) => body.code);
}

function codesOf(failures: readonly unknown[]): string[] {
  return failures.map((error) => (error as LoratsError).code);
}

describe("what is refused is logged with its reason", () => {
  it("joins: unknown device, wrong key, used DevNonce, disabled device", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    const stranger = new OracleDevice("00000000000000ff", radio.joinEui, "00".repeat(16));
    await bench.hear(stranger.joinRequest());
    const impostor = new OracleDevice(radio.devEui, radio.joinEui, "11".repeat(16));
    await bench.hear(impostor.joinRequest());
    const wrongJoinEui = new OracleDevice(
      radio.devEui,
      "ff".repeat(8),
      radio.appKey.toString("hex"),
    );
    await bench.hear(wrongJoinEui.joinRequest());
    await bench.run(300);
    assert.deepEqual(await refusedWith(bench), [
      "NS_JOIN_UNKNOWN_DEVICE",
      "NS_JOIN_MIC",
      "NS_JOIN_UNKNOWN_DEVICE",
    ]);
    await bench.hear(radio.joinRequest(7));
    await bench.run(6000);
    await bench.sleep(60_000);
    await bench.hear(radio.joinRequest(7));
    await bench.run(300);
    const replay = (await bench.logged("refusal")).at(-1)!;
    assert.equal(replay.body.code, "NS_DEVNONCE_USED");
    assert.equal(replay.body.deviceId, device.id);
    assert.equal(replay.key, device.id);
    const stored = (await bench.registry.devices.get([device.id])).get(device.id)!;
    await bench.registry.devices.update([{ ...stored, disabled: true }]);
    await bench.hear(radio.joinRequest(8));
    await bench.run(300);
    assert.equal((await refusedWith(bench)).at(-1), "NS_DEVICE_DISABLED");
    assert.equal((await bench.logged("join")).length, 1);
  });

  it("DevNonces by the book: any unused one before 1.0.4, only higher ones since", async () => {
    const old = await RadioBench.open({ profile: { macVersion: "1.0.3" } });
    const { radio: random } = await old.addDevice();
    for (const nonce of [500, 3, 65_535, 0, 3]) {
      await old.hear(random.joinRequest(nonce));
      await old.run(300);
      await old.sleep(7000);
    }
    assert.deepEqual(
      (await old.logged("join")).map(({ body }) => body.devNonce),
      [500, 3, 65_535, 0],
    );
    const recent = await RadioBench.open({
      profile: { macVersion: "1.0.4", regParamsRevision: "RP002-1.0.4" },
    });
    const { radio: counting } = await recent.addDevice();
    for (const nonce of [5, 4, 6, 6, 9, 8]) {
      await recent.hear(counting.joinRequest(nonce));
      await recent.run(300);
      await recent.sleep(7000);
    }
    assert.deepEqual(
      (await recent.logged("join")).map(({ body }) => body.devNonce),
      [5, 6, 9],
    );
    assert.deepEqual(
      (await recent.logged("join")).map(({ body }) => body.joinNonce),
      [1, 2, 3],
    );
  });

  it("data: unknown address, wrong MIC, replay, counter gap, garbage", async () => {
    const bench = await RadioBench.open({ profile: { maxFCntGap: 100 } });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    const first = radio.uplink("01");
    await bench.hear(first);
    await bench.run(300);
    const second = radio.uplink("02");
    await bench.hear(second);
    await bench.run(300);
    await bench.hear(first);
    const flipped = second.slice();
    flipped[8]! ^= 1;
    await bench.hear(flipped);
    const elsewhere = radio.uplink("03", { fCnt: 90 });
    elsewhere[1]! ^= 0x55;
    await bench.hear(elsewhere);
    await bench.hear(radio.uplink("04", { fCnt: 500 }));
    await bench.hear(fromHex("40"));
    await bench.hear(fromHex("e0010203"));
    await bench.run(300);
    assert.deepEqual(await refusedWith(bench), [
      "NS_FCNT_REPLAY",
      "NS_MIC_INVALID",
      "NS_UNKNOWN_DEVADDR",
      "NS_FCNT_GAP",
      "LW_TOO_SHORT",
      "NS_NOT_SERVED",
    ]);
    assert.equal((await bench.logged("uplink")).length, 2);
    const unknown = (await bench.logged("refusal"))[2]!;
    assert.equal(unknown.body.devAddr?.length, 8);
    assert.deepEqual(bench.failures, []);
  });

  it("data: a counter that is spent, one too old to be remembered, a data rate that the region has not", async () => {
    const bench = await RadioBench.open({
      profile: { maxFCntGap: 0, macVersion: "1.0.4", supportsJoin: false },
    });
    const { device, radio } = await bench.addDevice();
    const secret = "00112233445566778899aabbccddeeff";
    radio.devAddr = Buffer.from("26011f88", "hex");
    radio.nwkSKey = radio.appSKey = Buffer.from(secret, "hex");
    const id = bench.samples.id<KeyId>();
    const { tenantId } = device;
    await bench.keys.put([{ id, tenantId, kind: "session", secret: fromHex(secret) }]);
    const keys = { fNwkSIntKey: id, sNwkSIntKey: id, nwkSEncKey: id, appSKey: id };
    const session = { devAddr: "26011f88" as DevAddr, keys, nFCntDown: 0, aFCntDown: 0 };
    await bench.server.activate(device.id, { ...session, fCntUp: 0xffff_fffe });
    for (const fCnt of [0xffff_fffe, 0xffff_ffff, 0x1_0000_0000 % 2 ** 32]) {
      await bench.hear(radio.uplink("01", { fCnt }));
      await bench.run(300);
    }
    assert.deepEqual(
      (await bench.logged("uplink")).map(({ body }) => body.fCnt),
      [0xffff_fffe, 0xffff_ffff],
    );
    assert.equal((await refusedWith(bench)).at(-1), "NS_FCNT_EXHAUSTED");
    await bench.server.activate(device.id, { ...session, fCntUp: 5000 });
    await bench.hear(radio.uplink("01", { fCnt: 5000 - 2000 }));
    await bench.run(300);
    assert.equal((await refusedWith(bench)).at(-1), "NS_FCNT_TOO_OLD");
    const modulation = { kind: "lora", sf: 7, bwHz: 500_000, cr: 1 } as const;
    await bench.hear(radio.uplink("01", { fCnt: 5001 }), { modulation });
    await bench.run(300);
    assert.equal((await refusedWith(bench)).at(-1), "NS_DATA_RATE");
  });

  it("joins: from more JoinEUIs than are remembered, and those that a restart made too late", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    const { joinEui: _, ...anyJoinEui } = device;
    await bench.registry.devices.update([anyJoinEui]);
    for (let n = 0; n < 17; n++) {
      const joinEui = n.toString(16).padStart(16, "0");
      const appKey = radio.appKey.toString("hex");
      await bench.hear(new OracleDevice(radio.devEui, joinEui, appKey).joinRequest());
      await bench.run(300);
    }
    assert.equal((await bench.logged("join")).length, 16);
    assert.deepEqual(await refusedWith(bench), ["NS_JOIN_EUIS"]);
    await bench.hear(new OracleDevice(radio.devEui, "00".repeat(8), "22".repeat(16)).joinRequest());
    bench.kill();
    await bench.start();
    await bench.run(300);
    assert.equal((await refusedWith(bench)).at(-1), "NS_JOIN_TOO_LATE");
  });

  it("joins: a device without a root key, a profile that does not join, and JoinNonces that are spent", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    // Sixteen million joins later, as the log says: one JoinNonce is left.
    const [first] = await bench.logged("join");
    const { tenantId, key, body } = first!;
    const time = bench.clock.now();
    const last = { ...body, devNonce: 500, joinNonce: 0xff_fffe };
    await bench.log.append([newEvent("join", { tenantId, key, time }, last)]);
    bench.kill();
    await bench.start();
    await bench.hear(radio.joinRequest(501));
    await bench.run(6000);
    assert.deepEqual(await refusedWith(bench), []);
    assert.equal((await bench.logged("join")).at(-1)!.body.joinNonce, 0xff_ffff);
    await bench.hear(radio.joinRequest(502));
    await bench.run(300);
    const spent = (await bench.logged("refusal")).at(-1)!;
    assert.deepEqual([spent.body.code, spent.body.deviceId], ["NS_JOINNONCE_EXHAUSTED", device.id]);

    const { appKeyId: _, ...keyless } = bench.samples.device(bench.application, bench.profile, {});
    const [bare] = await bench.registry.devices.create([keyless]);
    const { devEui, joinEui } = bare!;
    await bench.hear(new OracleDevice(devEui, joinEui!, "00".repeat(16)).joinRequest());
    await bench.run(300);
    assert.equal((await refusedWith(bench)).at(-1), "NS_JOIN_NO_KEY");
    const [profile] = await bench.registry.deviceProfiles.create([
      bench.samples.profile(bench.tenant.id, { supportsJoin: false }),
    ]);
    const { radio: personal } = await bench.addDevice({ profileId: profile!.id });
    await bench.hear(personal.joinRequest());
    await bench.run(300);
    assert.equal((await refusedWith(bench)).at(-1), "NS_JOIN_NOT_ALLOWED");
  });

  it("joins on which the server fails, while the frames beside them are served", async () => {
    const bench = await RadioBench.open({ options: { devAddrPrefixes: ["26011000/20"] } });
    const { radio: served } = await bench.addDevice();
    await bench.join(served);
    bench.kill();
    // No address can be drawn from this, so every join trips; whose settings these are would have to mend them.
    await bench.start({ devAddrPrefixes: ["26011000"] });
    const { radio: joining } = await bench.addDevice();
    await bench.hear(joining.joinRequest());
    await bench.hear(served.uplink("02"));
    await bench.run(300);
    assert.deepEqual(await refusedWith(bench), ["NS_INTERNAL"]);
    assert.equal(bench.publishedOf("uplink").length, 1);
    assert.deepEqual(codesOf(bench.failures), ["NS_BAD_PREFIX"]);
    const [refusal] = await bench.logged("refusal");
    const [reception] = await bench.log.get(refusal!.body.receptions);
    assert.equal(reception!.type, "reception", "the frame is kept");
  });

  it("data: of a device whose key was damaged, while the others are served", async () => {
    const bench = await RadioBench.open();
    const { device, radio: damaged } = await bench.addDevice();
    const { radio: whole } = await bench.addDevice();
    for (const radio of [damaged, whole]) await bench.join(radio);
    const { appSKey } = (await bench.logged("join"))[0]!.body.keys;
    const secret = new Uint8Array(damaged.appSKey!.subarray(1));
    const { tenantId } = device;
    await bench.keys.destroy([appSKey]);
    await bench.keys.put([{ id: appSKey, tenantId, kind: "session", secret }]);
    bench.kill();
    await bench.start();
    await bench.hear(damaged.uplink("01"));
    await bench.hear(whole.uplink("02"));
    await bench.run(300);
    assert.equal(bench.publishedOf("uplink").length, 1);
    assert.deepEqual(await refusedWith(bench), ["NS_UNKNOWN_DEVADDR"]);
    assert.deepEqual(codesOf(bench.failures), ["NS_BAD_KEY"]);
  });

  it("sessions that nobody could have: counters beyond 32 bits, addresses that are none", async () => {
    const bench = await RadioBench.open();
    const { device } = await bench.addDevice();
    const id = bench.samples.id<KeyId>();
    const keys = { fNwkSIntKey: id, sNwkSIntKey: id, nwkSEncKey: id, appSKey: id };
    const good = { devAddr: "26011001" as DevAddr, keys, fCntUp: 0, nFCntDown: 0, aFCntDown: 0 };
    const bad = [
      { fCntUp: -1 },
      { fCntUp: 0.5 },
      { fCntUp: 2 ** 32 },
      { nFCntDown: 2 ** 32 },
      { devAddr: "2601100" as DevAddr },
      { devAddr: "2601100G" as DevAddr },
      { devAddr: "2601100A" as DevAddr },
    ];
    for (const wrong of bad) {
      const session = { ...good, ...wrong };
      await assert.rejects(bench.server.activate(device.id, session), { code: "NS_BAD_SESSION" });
    }
    await bench.server.activate(device.id, { ...good, fCntUp: 2 ** 32 - 1 });
    assert.equal((await bench.logged("activation")).length, 1, "nothing else was stored");
  });

  it("tells devices on one address apart by their MIC, across tenants too", async () => {
    const bench = await RadioBench.open({ options: { devAddrPrefixes: ["26011001/32"] } });
    const { device: one, radio: radioOne } = await bench.addDevice();
    const { device: two, radio: radioTwo } = await bench.addDevice();
    await bench.join(radioOne);
    await bench.join(radioTwo);
    assert.equal(radioOne.devAddr!.toString("hex"), "26011001" satisfies string as DevAddr);
    assert.equal(radioTwo.devAddr!.toString("hex"), "26011001");
    for (let n = 0; n < 4; n++) {
      await bench.hear((n % 2 ? radioOne : radioTwo).uplink("01"));
      await bench.run(300);
    }
    assert.deepEqual(
      (await bench.logged("uplink")).map(({ body }) => body.deviceId),
      [two.id, one.id, two.id, one.id],
    );
  });

  it("takes addresses from the tenant's own prefixes where it has some", async () => {
    const bench = await RadioBench.open({ options: { devAddrPrefixes: ["26011001/32"] } });
    const { tenants } = bench.registry;
    await tenants.update([{ ...bench.tenant, devAddrPrefixes: ["26020000/16"] }]);
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    assert.equal(radio.devAddr!.toString("hex").slice(0, 4), "2602");
  });

  it("lets nobody squat a DevEUI in another tenant", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    const [squatter] = await bench.registry.tenants.create([bench.samples.tenant()]);
    const [application] = await bench.registry.applications.create([
      bench.samples.application(squatter!.id),
    ]);
    const [profile] = await bench.registry.deviceProfiles.create([
      bench.samples.profile(squatter!.id),
    ]);
    const devEui = radio.devEui as Eui64;
    const draft = bench.samples.device(application!, profile!, { devEui });
    await bench.registry.devices.create([draft]);
    await bench.join(radio);
    assert.equal((await bench.logged("join"))[0]!.body.deviceId, device.id);
  });

  it("lets a join-request that a gateway held back replace no session that begins", async () => {
    const bench = await RadioBench.open({ gateways: 1 });
    const { radio } = await bench.addDevice();
    const heldBack = radio.joinRequest();
    await bench.join(radio);
    await bench.hear(heldBack, { agoMs: 20_000 });
    await bench.run(6500);
    assert.equal((await refusedWith(bench)).at(-1), "NS_JOIN_TOO_LATE");
    await bench.hear(radio.uplink("01"));
    await bench.run(300);
    assert.equal((await bench.logged("uplink")).length, 1);
  });

  it("keeps what private gateways of other tenants hear to their owners", async () => {
    const bench = await RadioBench.open({ gateways: 1 });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    const [other] = await bench.registry.tenants.create([
      bench.samples.tenant({ sharesUplinks: false }),
    ]);
    const [foreign] = await bench.registry.gateways.create([bench.samples.gateway(other!.id)]);
    await bench.hear(radio.uplink("01"), { from: [bench.gateways[0]!, foreign!] });
    await bench.run(300);
    const [uplink] = await bench.logged("uplink");
    assert.deepEqual(
      uplink!.body.receptions.map(({ gatewayId }) => gatewayId),
      [bench.gateways[0]!.id],
    );
    await bench.hear(radio.uplink("02"), { from: [foreign!] });
    await bench.run(300);
    assert.equal((await refusedWith(bench)).at(-1), "NS_GATEWAY_PRIVATE");
    await bench.hear(radio.joinRequest(), { from: [foreign!] });
    await bench.run(300);
    assert.equal((await refusedWith(bench)).at(-1), "NS_GATEWAY_PRIVATE");
    await bench.hear(radio.joinRequest(), { from: [foreign!, bench.gateways[0]!] });
    await bench.run(300);
    const joins = await bench.logged("join");
    assert.equal(joins.length, 2, "what only strangers heard begins no session");
    assert.deepEqual(
      joins[1]!.body.receptions!.map(({ gatewayId }) => gatewayId),
      [bench.gateways[0]!.id],
    );
  });
});
