import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "@lorats/api";
import { newEvent } from "@lorats/events";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";

const SCRIPT = `function decodeUplink(input) {
  console.log("port", input.fPort, input.variables.token);
  return { data: { level: input.bytes[0] }, warnings: ["low"] };
}
function encodeDownlink(input) { return { bytes: [input.data.level], fPort: 42 }; }`;
const CODEC = { kind: "javascript", source: SCRIPT } as const;

it("are tried, refused when they cannot be read, and used for uplinks and downlinks", async (t) => {
  const services = memoryServices(t);
  const { stores, clock } = services;
  const home = await household(stores);
  const { baseUrl } = await startHttp(t, services);
  const client = createClient({ baseUrl, apiKey: await apiKey(stores, home.tenantId) });

  const decode = { op: "decode", fPort: 3, data: "BQ==" } as const;
  const tried = await client.testCodec({ codec: CODEC, input: decode, variables: { token: "x" } });
  assert.deepEqual(tried, {
    ok: true,
    object: { level: 5 },
    warnings: ["low"],
    logs: ["port 3 x"],
  });
  const encode = { op: "encode", object: { level: 9 } } as const;
  const made = await client.testCodec({ codec: CODEC, input: encode });
  assert.deepEqual([made.data, made.fPort], ["CQ==", 42]);
  const broken = { kind: "javascript", source: "function decodeUplink() { throw 1 }" } as const;
  const failed = await client.testCodec({ codec: broken, input: decode });
  assert.deepEqual([failed.ok, failed.code], [false, "CODEC_THREW"]);
  const lpp = {
    codec: { kind: "cayenne-lpp" },
    input: { op: "decode", data: "AWcA/w==" },
  } as const;
  assert.deepEqual((await client.testCodec(lpp)).object, { temperatureSensor: { 1: 25.5 } });

  const unreadable = { kind: "javascript", source: "function (" } as const;
  await assert.rejects(
    client.updateDeviceProfile({ id: home.profileId, codec: unreadable }),
    /line 1/,
  );
  await client.updateDeviceProfile({ id: home.profileId, codec: CODEC });
  const item = await client.enqueue({ id: home.deviceId, fPort: 1, object: { level: 7 } });
  assert.deepEqual([item.data, item.fPort], ["Bw==", 42]);

  const position = (await stores.log.head())!;
  const deduplicationId = "01900000-0000-7000-8000-000000000001";
  const at = { tenantId: home.tenantId, key: home.deviceId, time: clock.now() };
  await stores.log.append([
    newEvent("uplink", at, {
      deduplicationId,
      deviceId: home.deviceId,
      applicationId: home.applicationId,
      devEui: home.devEui,
      devAddr: "01020304" as never,
      confirmed: false,
      adr: true,
      fCnt: 1,
      fPort: 2,
      frmPayload: "BQ==",
      macCommands: "",
      dataRate: 5,
      freqHz: 868_100_000,
      modulation: { kind: "lora", sf: 7, bwHz: 125_000, codingRate: "4/5" } as never,
      airtimeNs: 50_000_000,
      region: "EU868",
      freshness: "fresh",
      receptions: [
        { position, gatewayId: home.gatewayId, gatewayEui: home.gatewayEui, rssiDbm: -60 },
      ],
    }),
  ]);
  const { items } = await client.listUplinks();
  assert.deepEqual(items[0]!.object, { level: 5 });
});
