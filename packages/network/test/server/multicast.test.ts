import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DevAddr, DeviceId, KeyId, MulticastGroupId } from "@lorats/base";
import type { Device, Draft, MulticastGroup } from "@lorats/network";
import { hearMulticast } from "../support/oracle-multicast.ts";
import { type Handed, RadioBench } from "../support/radio-bench.ts";

const MC_ADDR = "01a2b3c4" as DevAddr;

interface Party {
  readonly bench: RadioBench;
  readonly group: MulticastGroup;
  readonly keys: { readonly net: Uint8Array; readonly app: Uint8Array };
}

/** Devices that were each heard by these gateways, and a group of them all. */
async function openGroup(
  heardBy: readonly (readonly number[])[],
  fields: Partial<Draft<MulticastGroup>> = {},
): Promise<Party> {
  const gateways = 1 + Math.max(...heardBy.flat());
  const bench = await RadioBench.open({ gateways });
  for (const [id, link] of bench.sender.links) {
    bench.sender.links.set(id, { ...link, gpsTiming: true });
  }
  const devices: Device[] = [];
  for (const at of heardBy) {
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("01"), { from: at.map((i) => bench.gateways[i]!) });
    await bench.run(3000);
    devices.push(device);
  }
  bench.sender.handed.length = 0;
  const net = bench.random.bytes(16);
  const app = bench.random.bytes(16);
  const [mcNetSKeyId, mcAppSKeyId] = [bench.samples.id<KeyId>(), bench.samples.id<KeyId>()];
  const { id: tenantId } = bench.tenant;
  await bench.keys.put([
    { id: mcNetSKeyId, tenantId, kind: "session", secret: net },
    { id: mcAppSKeyId, tenantId, kind: "session", secret: app },
  ]);
  const draft = bench.samples.multicastGroup(bench.application, {
    mcAddr: MC_ADDR,
    mcNetSKeyId,
    mcAppSKeyId,
    deviceIds: devices.map(({ id }) => id),
    ...fields,
  });
  const [group] = await bench.registry.multicastGroups.create([draft]);
  return { bench, group: group!, keys: { net, app } };
}

async function send({ bench, group }: Party, payload: string): Promise<string> {
  const id = bench.samples.id();
  await bench.server.enqueueMulticast([
    {
      id,
      tenantId: group.tenantId,
      deviceId: group.id as string as DeviceId,
      fPort: 9,
      payload: Uint8Array.fromHex(payload),
      confirmed: false,
      createdAt: bench.clock.now(),
      attemptsLeft: 1,
    },
  ]);
  return id;
}

function heard({ bench, keys }: Party): { fCnt: number; fPort: number; payload: string }[] {
  return bench.sender.handed.map(({ downlink }) =>
    hearMulticast(downlink.items[0]!.phyPayload, MC_ADDR, keys.net, keys.app),
  );
}

function indexOf({ bench }: Party, { gatewayId }: Handed): number {
  return bench.gateways.findIndex(({ id }) => id === gatewayId);
}

describe("multicast (LoRaWAN L2 1.0.4 §11.1)", () => {
  it("class C: one frame over as few gateways as reach all devices, those that share none together", async () => {
    const party = await openGroup([[0, 1], [1], [2], [1, 2]]);
    const { bench } = party;
    await send(party, "c0ffee");
    await bench.run(50);
    assert.deepEqual(
      bench.sender.handed.map((one) => indexOf(party, one)),
      [1],
    );
    await bench.run(4000);
    assert.deepEqual(
      bench.sender.handed.map((one) => indexOf(party, one)),
      [1, 2],
    );
    assert.deepEqual(heard(party), [
      { fCnt: 0, fPort: 9, payload: "c0ffee" },
      { fCnt: 0, fPort: 9, payload: "c0ffee" },
    ]);
    const item = bench.sender.handed[0]!.downlink.items[0]!;
    assert.equal(item.freqHz, 869_525_000);
    assert.deepEqual(item.modulation, { kind: "lora", sf: 12, bwHz: 125_000, cr: 1 });
    const [delivery] = bench.publishedOf("multicast-delivery");
    assert.equal(delivery!.body.outcome, "sent");
    assert.equal(delivery!.body.gateways, 2);
    assert.equal(delivery!.body.devicesUnreached, 0);
    assert.equal(await bench.waiting(party.group.id as string as DeviceId), 0);
    assert.deepEqual(bench.failures, []);
  });

  it("class B: in the group's ping slots, at GPS time", async () => {
    const place = { groupClass: "B", dataRate: 3, freqHz: 0, pingSlotPeriodicity: 2 } as const;
    const party = await openGroup([[0], [1]], place);
    await send(party, "b0");
    await party.bench.coarse(8000);
    assert.deepEqual(
      heard(party).map(({ payload }) => payload),
      ["b0", "b0"],
    );
    const timings = party.bench.sender.handed.map(({ downlink }) => downlink.items[0]!.timing);
    assert.ok(timings.every(({ kind }) => kind === "gps"));
    assert.deepEqual(timings[0], timings[1], "no device hears both, so they send together");
  });

  it("asks a gateway that refused once more, and says what was missed", async () => {
    const party = await openGroup([[0], [1]]);
    const { bench } = party;
    const stubborn = bench.gateways[1]!.id;
    bench.sender.answer = ({ gatewayId }) => (gatewayId === stubborn ? "TX_FREQ" : "OK");
    await send(party, "01");
    await bench.run(8000);
    assert.equal(bench.sender.handed.filter(({ gatewayId }) => gatewayId === stubborn).length, 2);
    const { body } = bench.publishedOf("multicast-delivery")[0]!;
    assert.deepEqual([body.gateways, body.gatewaysRefused], [1, 1]);
  });

  it("tries again later when no gateway can, and drops what is too long or too old with a notice", async () => {
    const party = await openGroup([[0]]);
    const { bench } = party;
    bench.sender.answer = () => "TX_FREQ";
    await send(party, "01");
    await bench.run(4000);
    bench.sender.answer = () => "OK";
    await send(party, "00".repeat(60));
    await bench.coarse(20_000);
    const outcomes = bench.publishedOf("multicast-delivery").map(({ body }) => body.outcome);
    assert.deepEqual(outcomes, ["sent", "too-long"], "at DR0 a frame holds 51 bytes");
  });

  it("never uses a counter twice, whatever the moment of a kill -9", async () => {
    for (const afterMs of [0, 10, 30, 1500]) {
      const party = await openGroup([[0], [0, 1]], { fCntFrom: 100 });
      const { bench } = party;
      await send(party, "01");
      await bench.run(afterMs);
      bench.kill();
      await bench.start();
      await bench.run(6000);
      await send(party, "02");
      await bench.run(6000);
      const frames = new Map<number, Set<string>>();
      for (const { fCnt, payload } of heard(party)) {
        frames.set(fCnt, (frames.get(fCnt) ?? new Set()).add(payload));
      }
      for (const [fCnt, payloads] of frames) {
        assert.ok(fCnt >= 100);
        assert.equal(payloads.size, 1, `counter ${fCnt} carried ${[...payloads].join(" and ")}`);
      }
      const said = new Set(heard(party).map(({ payload }) => payload));
      assert.deepEqual([...said].sort(), ["01", "02"], `killed after ${afterMs} ms`);
    }
  });

  it("refuses messages to groups that do not exist", async () => {
    const party = await openGroup([[0]]);
    const unknown = { ...party, group: { ...party.group, id: "x" as MulticastGroupId } };
    await assert.rejects(send(unknown, "01"), { code: "REG_NO_SUCH" });
  });
});
