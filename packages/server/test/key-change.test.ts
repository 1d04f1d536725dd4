import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { UnavailableError, type KeyId } from "@lorats/base";
import { memoryServices } from "./harness.ts";
import { refusal, startHome } from "./support/home.ts";

const KEY = "11".repeat(16);
const OTHER = "22".repeat(16);
const WEBHOOK = {
  name: "Hook",
  kind: "webhook",
  webhook: { url: "https://example.com/" },
} as const;
const FORECAST = { name: "Sky", field: "sky", kind: "weather", settings: {} } as const;
const TTN = { name: "TTS", kind: "the-things-stack" } as const;

/** A home that knows which keys were stored since it was set up, and which of them are still there. */
async function watchedHome(t: TestContext) {
  const services = memoryServices(t);
  const { keys } = services.stores;
  const put: KeyId[] = [];
  const store = keys.put.bind(keys);
  keys.put = async (all) => {
    put.push(...all.map(({ id }) => id));
    await store(all);
  };
  const home = await startHome(t, services);
  const left = async (): Promise<readonly boolean[]> => {
    const found = await keys.get(put);
    return put.map((id) => found.has(id));
  };
  return { ...home, left };
}

type Home = Awaited<ReturnType<typeof watchedHome>>;
type Store = Record<"create" | "update", (...given: never[]) => Promise<unknown>>;

/** From now on the store stores and then fails to say so, as a database does that dies after its commit. */
function losesItsAnswers(store: object): void {
  for (const name of ["create", "update"] as const) {
    const original = (store as Store)[name].bind(store);
    (store as Store)[name] = async (...given) => {
      await original(...given);
      throw new UnavailableError("STORE_UNAVAILABLE", "the connection was lost");
    };
  }
}

interface Case {
  readonly name: string;
  readonly store: (home: Home) => object;
  readonly create: (home: Home) => Promise<{ readonly id: string }>;
  readonly change: (home: Home, id: string) => Promise<unknown>;
  /** What a caller is refused, after keys were stored. */
  readonly refused: (home: Home, id: string) => Promise<unknown>;
}

const CASES: readonly Case[] = [
  {
    name: "a device",
    store: ({ services }) => services.stores.registry.devices,
    create: ({ client, applicationId, profileId }) =>
      client.createDevice({ applicationId, profileId, devEui: "00000000000000a1", appKey: KEY }),
    change: ({ client }, id) => client.updateDevice({ id, appKey: OTHER }),
    refused: ({ client }, id) => client.updateDevice({ id, appKey: OTHER, version: 77 }),
  },
  {
    name: "an integration",
    store: ({ services }) => services.stores.integrations,
    create: ({ client }) => client.createIntegration({ ...WEBHOOK, secret: "one" }),
    change: ({ client }, id) => client.updateIntegration({ id, secret: "two" }),
    refused: ({ client }, id) => client.updateIntegration({ id, secret: "two", version: 77 }),
  },
  {
    name: "an enrichment source",
    store: ({ services }) => services.stores.enrichmentSources,
    create: ({ client }) => client.createEnrichmentSource({ ...FORECAST, secret: "one" }),
    change: ({ client }, id) => client.updateEnrichmentSource({ id, secret: "two" }),
    refused: ({ client }, id) => client.updateEnrichmentSource({ id, secret: "two", version: 77 }),
  },
  {
    name: "a connector",
    store: ({ services }) => services.stores.connectors,
    create: ({ client, applicationId, profileId }) =>
      client.createConnector({ ...TTN, applicationId, profileId, settings: {}, secret: "one" }),
    change: ({ client }, id) => client.updateConnector({ id, secret: "two" }),
    refused: ({ client }, id) => client.updateConnector({ id, secret: "two", version: 77 }),
  },
];

describe("keys that come with a change", () => {
  for (const { name, store, create, change, refused } of CASES) {
    it(`take the place of the former ones once ${name} is changed, and go when that is refused`, async (t) => {
      const home = await watchedHome(t);
      const { id } = await create(home);
      assert.deepEqual(await home.left(), [true]);
      await assert.rejects(refused(home, id));
      assert.deepEqual(await home.left(), [true, false]);
      await change(home, id);
      assert.deepEqual(await home.left(), [false, false, true]);
    });

    it(`stay when the database stored ${name} and failed to say so`, async (t) => {
      const home = await watchedHome(t);
      const { id } = await create(home);
      losesItsAnswers(store(home));
      await assert.rejects(change(home, id), refusal("STORE_UNAVAILABLE", 503));
      assert.deepEqual(await home.left(), [true, true]);
    });

    it(`stay when ${name} was created without an answer`, async (t) => {
      const home = await watchedHome(t);
      losesItsAnswers(store(home));
      await assert.rejects(create(home), refusal("STORE_UNAVAILABLE", 503));
      assert.deepEqual(await home.left(), [true]);
    });
  }

  it("stay when a session was stored without an answer", async (t) => {
    const home = await watchedHome(t);
    const { client, deviceId: id, services } = home;
    const session = { id, devAddr: "01020304", nwkSKey: KEY, appSKey: OTHER };
    const { network } = services;
    const activate = network.activate.bind(network);
    network.activate = async (...given) => {
      await activate(...given);
      throw new UnavailableError("LOG_UNAVAILABLE", "the connection was lost");
    };
    await assert.rejects(client.activate(session), refusal("LOG_UNAVAILABLE", 503));
    assert.deepEqual(await home.left(), [true, true]);
  });

  it("stay when imported devices were stored without an answer", async (t) => {
    const home = await watchedHome(t);
    const { client, applicationId, profileId, services } = home;
    losesItsAnswers(services.stores.registry.devices);
    const devices = [{ devEui: "00000000000000a1", appKey: KEY }];
    const lost = client.importDevices({ applicationId, profileId, devices });
    await assert.rejects(lost, refusal("STORE_UNAVAILABLE", 503));
    assert.deepEqual(await home.left(), [true]);
  });
});
