import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { UnavailableError } from "@lorats/base";
import { topicOf } from "@lorats/platform";
import { connectAsync, type MqttClient } from "mqtt";
import { until } from "../../../base/test/until.ts";
import { mqtt } from "../../src/integrations/kinds/mqtt.ts";
import { freePort, furnishMosquitto, missing, runBroker } from "../support/broker.ts";
import { openTarget, upMessage } from "./messages.ts";

const skip = missing("mosquitto");

async function listen(
  t: TestContext,
  port: number,
  filter: string,
  clientId: string,
): Promise<{ client: MqttClient; got: number[]; userProperties: unknown[] }> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 5,
    username: "lorats",
    password: "secret",
    clientId,
    clean: true,
    reconnectPeriod: 0,
  });
  client.on("error", () => {});
  t.after(() => client.endAsync(true));
  const got: number[] = [];
  const userProperties: unknown[] = [];
  client.on("message", (_, payload, { properties }) => {
    got.push((JSON.parse(payload.toString()) as { fCnt: number }).fCnt);
    userProperties.push(properties?.userProperties);
  });
  await client.subscribeAsync(filter, { qos: 1 });
  return { client, got, userProperties };
}

const settings = (port: number) => ({
  url: `mqtt://127.0.0.1:${port}`,
  username: "lorats",
  qos: 1,
  retain: true,
  topicPrefix: "site/",
});

it(
  "MQTT 5 clients of mosquitto share a subscription: each event goes to one of them",
  { skip },
  async (t) => {
    const port = await freePort();
    const configuration = furnishMosquitto(port);
    await runBroker(t, "mosquitto", ["-c", configuration], port);
    const filter = "site/application/+/device/+/event/up";
    const workers = await Promise.all(
      ["a", "b", "c"].map((name) => listen(t, port, `$share/workers/${filter}`, name)),
    );
    const all = await listen(t, port, filter, "all");
    const target = openTarget(mqtt, settings(port));
    const numbers = Array.from({ length: 60 }, (_, n) => n);
    await target.send(numbers.map((n) => upMessage(n)));
    await until(() => all.got.length === 60);
    const shared = (): number[] => workers.flatMap(({ got }) => got);
    await until(() => shared().length >= 60);
    assert.deepEqual(
      shared().toSorted((a, b) => a - b),
      numbers,
    );
    assert.ok(workers.every(({ got }) => got.length > 0));
    assert.deepEqual(all.got, numbers, "in order for those who do not share");
    const late = await listen(t, port, `site/${topicOf(upMessage(0))}`, "late");
    await until(() => late.got.length > 0);
    assert.deepEqual(late.got, [59], "retained");
    await target.close();
    const wrong = openTarget(mqtt, settings(port), { secret: "wrong" });
    await assert.rejects(Promise.resolve(wrong.send([upMessage(1)])), UnavailableError);
    await wrong.close();
  },
);

it("goes on where it was after mosquitto died", { skip }, async (t) => {
  const port = await freePort();
  const configuration = furnishMosquitto(port);
  const first = await runBroker(t, "mosquitto", ["-c", configuration], port);
  const target = openTarget(mqtt, settings(port));
  await target.send([upMessage(1)]);
  await first.kill();
  await assert.rejects(Promise.resolve(target.send([upMessage(2)])));
  await runBroker(t, "mosquitto", ["-c", configuration], port);
  const listener = await listen(t, port, "site/#", "again");
  await until(async () => {
    await target.send([upMessage(2)]).catch(() => {});
    return listener.got.includes(2) ? true : undefined;
  });
  await target.close();
});
