import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { DeviceId, TenantId } from "@lorats/base";
import { until } from "../../../base/test/until.ts";
import { OracleDevice } from "../../../network/test/support/oracle-device.ts";
import { startRunning, type Running } from "../support/running.ts";
import { TinyForwarder } from "../support/tiny-forwarder.ts";

/** One address for everybody: the MIC tells them apart. */
const DEV_ADDR = "26011bda";

interface Meter {
  readonly id: DeviceId;
  readonly devEui: string;
  readonly radio: OracleDevice;
}

async function meter(
  { client }: Running,
  place: { readonly tenantId: TenantId; readonly name: string; readonly fCntUp?: number },
): Promise<Meter> {
  const { tenantId, name, fCntUp = 0 } = place;
  const { id: applicationId } = await client.createApplication({ tenantId, name });
  const adr = { algorithm: "none", installationMarginDb: 10 };
  const fields = { tenantId, name, supportsJoin: false, adr };
  const { id: profileId } = await client.createDeviceProfile(fields);
  const devEui = `0a0000000000d${name.codePointAt(0)!.toString(16).padStart(3, "0")}`;
  const { id } = await client.createDevice({ applicationId, profileId, devEui, name });
  const keys = Buffer.from(name.padEnd(16, "k"));
  const hex = keys.toString("hex");
  await client.activate({ id, devAddr: DEV_ADDR, nwkSKey: hex, appSKey: hex, fCntUp });
  const radio = new OracleDevice(devEui, "0000000000000000", hex);
  radio.devAddr = Buffer.from(DEV_ADDR, "hex");
  radio.nwkSKey = keys;
  radio.appSKey = keys;
  radio.fCntUp = fCntUp;
  return { id, devEui, radio };
}

async function forwarder(
  t: TestContext,
  { client, server }: Running,
  tenantId: TenantId,
  eui: string,
): Promise<TinyForwarder> {
  await client.createGateway({ tenantId, eui, name: eui });
  const opened = await TinyForwarder.open(eui, server.semtechUdp!.port);
  t.after(() => opened.close());
  return opened;
}

interface UplinkBody {
  readonly fCnt: number;
  readonly freshness: string;
  readonly deduplicationId: string;
  readonly receptions: readonly { readonly gatewayEui: string }[];
}

async function uplinks({ client }: Running, key: DeviceId): Promise<UplinkBody[]> {
  const { items } = await client.listEvents({ key, types: "uplink" });
  return items.map(({ body }) => body as unknown as UplinkBody);
}

describe(
  "the whole server over its sockets, with lora-packet's devices",
  { concurrency: true },
  () => {
    it("two tenants on one address: each hears of its own, private gateways serve nobody else", async (t) => {
      const running = await startRunning(t);
      const { client, tenantId, messages } = running;
      const theirs = await client.createTenant({ name: "Neighbours", sharesUplinks: false });
      const mine = await meter(running, { tenantId, name: "A" });
      const other = await meter(running, { tenantId: theirs.id, name: "B" });
      const [shared, own] = [
        await forwarder(t, running, tenantId, "0a00000000000d01"),
        await forwarder(t, running, theirs.id, "0a00000000000d02"),
      ];
      // Gateways of the first tenant share what they hear, those of the second do not.
      const heard = (count: number): Promise<true> =>
        until(async () => (await uplinks(running, other.id)).length === count);
      shared.push(other.radio.uplink("b1"));
      shared.push(mine.radio.uplink("a1"));
      await heard(1);
      own.push(mine.radio.uplink("a2"));
      own.push(other.radio.uplink("b2"));
      await heard(2);
      await running.message(({ devEui, event }) => devEui === mine.devEui && event === "up");
      const refusal = await until(async () => {
        const { items } = await client.listEvents({ types: "refusal" });
        return items.find(({ key }) => key === mine.id);
      });
      assert.equal((refusal.body as { code?: string }).code, "NS_GATEWAY_PRIVATE");
      const counters = async (id: DeviceId): Promise<number[]> =>
        (await uplinks(running, id)).map(({ fCnt }) => fCnt);
      assert.deepEqual(await counters(mine.id), [0]);
      assert.deepEqual(
        (await counters(other.id)).toSorted((a, b) => a - b),
        [0, 1],
      );
      // The MQTT client belongs to the first tenant.
      assert.equal(messages.filter(({ devEui }) => devEui === other.devEui).length, 0);
      const key = await client.createApiKey({ tenantId, name: "mine", scopes: ["*"] });
      const { items } = await running.clientWith(key.secret).listDevices({});
      assert.deepEqual(
        items.map(({ devEui }) => devEui),
        [mine.devEui],
      );
    });

    it("a counter rolls over its sixteen bits", async (t) => {
      const running = await startRunning(t);
      const { tenantId } = running;
      const { id, devEui, radio } = await meter(running, { tenantId, name: "R", fCntUp: 65_534 });
      const gateway = await forwarder(t, running, tenantId, "0a00000000000d03");
      for (let n = 0; n < 4; n++) {
        const fCnt = radio.fCntUp;
        gateway.push(radio.uplink("01"));
        await running.message(
          ({ devEui: eui, event, body }) => eui === devEui && event === "up" && body.fCnt === fCnt,
        );
      }
      const counters = (await uplinks(running, id)).map(({ fCnt }) => fCnt);
      assert.deepEqual(
        counters.toSorted((a, b) => a - b),
        [65_534, 65_535, 65_536, 65_537],
      );
    });

    it("late copies are kept and told apart: a slow backhaul, and the frame on the air again", async (t) => {
      const running = await startRunning(t);
      const { tenantId } = running;
      const { id, radio } = await meter(running, { tenantId, name: "L" });
      const [fast, slow] = [
        await forwarder(t, running, tenantId, "0a00000000000d04"),
        await forwarder(t, running, tenantId, "0a00000000000d05"),
      ];
      const fresh = async (fCnt: number): Promise<UplinkBody> =>
        await until(async () =>
          (await uplinks(running, id)).find(
            (one) => one.fCnt === fCnt && one.freshness === "fresh",
          ),
        );
      // Both gateways' counters become known.
      for (let n = 0; n < 3; n++) {
        const frame = radio.uplink("00");
        for (const gateway of [fast, slow]) gateway.push(frame);
        await fresh(n);
      }
      const frame = radio.uplink("01");
      const heardAt = slow.counterUs;
      fast.push(frame);
      const { deduplicationId } = await fresh(3);
      // Heard at the same moment by the slow one, whose datagram took longer than the window.
      slow.push(frame, { tmst: heardAt });
      const late = await until(async () =>
        (await uplinks(running, id)).find(({ freshness }) => freshness === "late-backhaul"),
      );
      assert.deepEqual([late.deduplicationId, late.fCnt], [deduplicationId, 3]);
      assert.deepEqual(
        late.receptions.map(({ gatewayEui }) => gatewayEui),
        [slow.eui],
      );
      // The same bytes, now.
      await new Promise((resolve) => setTimeout(resolve, 600));
      slow.push(frame);
      const again = await until(async () =>
        (await uplinks(running, id)).find(({ freshness }) => freshness === "late-radio"),
      );
      assert.deepEqual([again.deduplicationId, again.fCnt], [deduplicationId, 3]);
      const ups = running.messages.filter(({ event, body }) => event === "up" && body.fCnt === 3);
      assert.equal(ups.length, 1, "applications hear of it once");
    });
  },
);
