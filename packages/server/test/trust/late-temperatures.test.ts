import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { celsiusOf, type Assessment, type StoredEvent } from "@lorats/events";
import { UplinkPipeline, type ExternalData } from "@lorats/platform";
import { RegistryDirectory } from "../../src/registry-directory.ts";
import { LateTemperatures } from "../../src/trust/late-temperatures.ts";
import { household, memoryServices } from "../harness.ts";
import { hear } from "../support/hear.ts";

const BY_FREQUENCY: Assessment["trust"] = { verdict: "genuine", evidence: [{ test: "bias" }] };
/** 27.2 °C of the payload 01 67 01 10. */
const READS = `function decodeUplink({ bytes }) {
  return { data: { air: { temperature: ((bytes[2] << 8) | bytes[3]) / 10 } } };
}`;

type Reported = Extract<StoredEvent, { type: "reported-temperature" }>;

/** A device with a codec, and what becomes known of its temperatures as frames are followed. */
async function furnished(
  t: TestContext,
  codec: { kind: string; source: string },
  externals?: Pick<ExternalData, "of">,
) {
  const services = memoryServices(t);
  const { registry, log } = services.stores;
  const home = await household(services.stores);
  const device = (await registry.devices.get([home.deviceId])).get(home.deviceId)!;
  const profile = (await registry.deviceProfiles.get([device.profileId])).get(device.profileId)!;
  await registry.deviceProfiles.update([{ ...profile, codec }]);
  const directory = new RegistryDirectory(registry);
  const pipeline = new UplinkPipeline(log, directory, services.codecs, externals);
  const sink = new LateTemperatures(log, pipeline);
  const follow = async (): Promise<readonly Reported["body"][]> => {
    await sink.deliver(await sink.read((await log.read({ limit: 1000 })).events));
    const { events } = await log.read({ types: ["reported-temperature"] });
    return (events as readonly Reported[]).map(({ body }) => body);
  };
  return {
    follow,
    frame: (fCnt: number, judged: Parameters<typeof hear>[3]) => hear(services, home, fCnt, judged),
  };
}

it("what a user's codec reads of the temperature is told to trust, also of a frame that is held back", async (t) => {
  const { follow, frame } = await furnished(t, { kind: "javascript", source: READS });
  const trust: Assessment["trust"] = { ...BY_FREQUENCY, verdict: "suspect" };
  const { deduplicationId } = await frame(1, { trust, handling: "hold" });
  const [reported] = await follow();
  assert.equal(reported!.deduplicationId, deduplicationId);
  assert.equal(celsiusOf(reported!), 27.2);
  assert.match(reported!.madeBy, /^javascript@[0-9a-f]{12};/);
});

it("the weather's temperature is not the device's", async (t) => {
  const outdoors = {
    of: async (frames: readonly unknown[]) =>
      frames.map(() => ({ outdoors: { temperature_2m: 3 } })),
  };
  const { follow, frame } = await furnished(t, { kind: "javascript", source: READS }, outdoors);
  await frame(1, { trust: BY_FREQUENCY });
  assert.deepEqual((await follow()).map(celsiusOf), [27.2]);
});

it("nothing is told where no frequency was measured, no script is needed, or a script does not come to an end", async (t) => {
  const script = await furnished(t, { kind: "javascript", source: READS });
  await script.frame(1, {});
  assert.deepEqual(await script.follow(), []);
  const builtIn = await furnished(t, { kind: "cayenne-lpp", source: "" });
  await builtIn.frame(1, { trust: BY_FREQUENCY });
  assert.deepEqual(await builtIn.follow(), []);
  for (const source of [
    "function decodeUplink() { for (;;) {} }",
    "function decodeUplink() { return { data: { temperature: 1 / 0 } } }",
    "function decodeUplink() { throw new Error('no') }",
  ]) {
    const hostile = await furnished(t, { kind: "javascript", source });
    await hostile.frame(1, { trust: BY_FREQUENCY });
    assert.deepEqual(await hostile.follow(), [], source);
  }
});
