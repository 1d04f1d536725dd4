import assert from "node:assert/strict";
import { it } from "node:test";
import type { IntegrationId } from "@lorats/platform";
import { memoryServices } from "../harness.ts";
import { startHome } from "../support/home.ts";

const ELSEWHERE = "elsewhere.example";

it("a secret goes to the target that it was given for, and not to where somebody else sends it", async (t) => {
  const services = memoryServices(t);
  const { client, applicationId, profileId } = await startHome(t, services);
  const secret = "hunter2";
  const needed = { code: "SECRET_NEEDED" };

  const mqtt = (host: string, username?: string) => ({
    url: `mqtts://${host}:8883`,
    ...(username !== undefined && { username }),
  });
  const { id } = await client.createIntegration({
    name: "Broker",
    kind: "mqtt",
    mqtt: mqtt("broker.example", "iot"),
    secret,
  });
  const kept = async (): Promise<string | undefined> => {
    const [integration] = await services.stores.integrations.get([id as IntegrationId]);
    const { secretKeyId } = integration!;
    const bytes = (await services.stores.keys.get([secretKeyId!])).get(secretKeyId!);
    return bytes && new TextDecoder().decode(bytes);
  };
  await assert.rejects(client.updateIntegration({ id, mqtt: mqtt(ELSEWHERE, "iot") }), needed);
  await assert.rejects(
    client.updateIntegration({
      id,
      mqtt: { ...mqtt("broker.example", "iot"), url: "mqtt://broker.example:8883" },
    }),
    needed,
  );
  await client.updateIntegration({ id, mqtt: { ...mqtt("broker.example", "iot"), qos: 0 } });
  assert.equal(await kept(), secret);
  // Without a name nothing is sent; the name that comes later finds another secret.
  await client.updateIntegration({ id, mqtt: mqtt(ELSEWHERE) });
  await client.updateIntegration({ id, mqtt: mqtt(ELSEWHERE, "iot") });
  assert.notEqual(await kept(), secret);
  await client.updateIntegration({ id, mqtt: mqtt("third.example", "iot"), secret: "swordfish" });
  assert.equal(await kept(), "swordfish");

  const hook = await client.createIntegration({
    name: "Hook",
    kind: "webhook",
    webhook: { url: "https://one.example/" },
    secret,
  });
  // What signs is never sent.
  await client.updateIntegration({ id: hook.id, webhook: { url: `https://${ELSEWHERE}/` } });

  const connector = await client.createConnector({
    name: "Sigfox",
    kind: "sigfox",
    applicationId,
    profileId,
    settings: { deviceTypeId: "0123456789abcdef01234567" },
    secret: "login:password",
  });
  const settings = { deviceTypeId: "0123456789abcdef01234567", api: `https://${ELSEWHERE}/v2` };
  await assert.rejects(client.updateConnector({ id: connector.id, settings }), needed);
  await client.updateConnector({ id: connector.id, settings, secret: "other:one" });

  const sky = await client.createEnrichmentSource({
    name: "Sky",
    field: "sky",
    kind: "weather",
    settings: {},
    secret,
  });
  const moved = { id: sky.id, settings: { api: `https://${ELSEWHERE}/v1/forecast` } };
  await assert.rejects(client.updateEnrichmentSource(moved), needed);
  await client.updateEnrichmentSource({ id: sky.id, name: "Heaven" });
});
