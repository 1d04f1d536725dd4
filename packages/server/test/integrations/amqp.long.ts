import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { UnavailableError } from "@lorats/base";
import amqplib, { type Channel } from "amqplib";
import { amqp } from "../../src/integrations/kinds/amqp.ts";
import {
  freePort,
  missing,
  runBroker,
  temporaryFolder,
  type RunningBroker,
} from "../support/broker.ts";
import { until } from "../support/running.ts";
import { openTarget, upMessage } from "./messages.ts";

const SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const skip = missing("rabbitmq-server");

interface Rabbit {
  readonly port: number;
  readonly start: () => Promise<RunningBroker>;
}

/** RabbitMQ in a folder and on ports of its own. */
async function rabbit(t: TestContext): Promise<Rabbit> {
  const folder = temporaryFolder();
  const [port, distribution, mapper] = [await freePort(), await freePort(), await freePort()];
  const plugins = path.join(folder, "plugins");
  writeFileSync(plugins, "[].\n");
  const environment = {
    HOME: folder,
    RABBITMQ_LOGS: "-",
    RABBITMQ_NODENAME: `lorats${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: `${port}`,
    RABBITMQ_DIST_PORT: `${distribution}`,
    ERL_EPMD_PORT: `${mapper}`,
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_MNESIA_BASE: path.join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: path.join(folder, "log"),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
  };
  t.after(() => spawnSync("epmd", ["-port", `${mapper}`, "-kill"]));
  return { port, start: () => runBroker(t, SERVER, [], port, environment) };
}

async function own(t: TestContext, port: number): Promise<Channel> {
  const connection = await amqplib.connect(`amqp://guest:guest@127.0.0.1:${port}`);
  connection.on("error", () => {});
  t.after(() => connection.close().catch(() => undefined));
  return connection.createChannel();
}

it("RabbitMQ has every message before we go on, through its own death", { skip }, async (t) => {
  const { port, start } = await rabbit(t);
  const first = await start();
  const channel = await own(t, port);
  await channel.assertQueue("ups", { durable: true });
  await channel.bindQueue("ups", "amq.topic", "application.*.device.*.event.up");
  const settings = {
    url: `amqp://127.0.0.1:${port}`,
    username: "guest",
    exchange: "amq.topic",
    routingKey: "application.{applicationId}.device.{devEui}.event.{event}",
  };
  const target = openTarget(amqp, settings, { secret: "guest" });
  const numbers = Array.from({ length: 500 }, (_, n) => n);
  await target.send(numbers.slice(0, 250).map((n) => upMessage(n)));
  await first.kill();
  await assert.rejects(Promise.resolve(target.send([upMessage(250)])), UnavailableError);
  await start();
  await until(async () => {
    const sent = target.send(numbers.slice(250).map((n) => upMessage(n)));
    return (await Promise.resolve(sent).then(
      () => true,
      () => undefined,
    )) as true | undefined;
  }, 60_000);
  await target.close();
  const again = await own(t, port);
  const got = new Map<string, number>();
  for (;;) {
    const message = await again.get("ups", { noAck: true });
    if (!message) break;
    const { fCnt } = JSON.parse(message.content.toString()) as { fCnt: number };
    got.set(message.properties.messageId as string, fCnt);
    assert.equal(message.properties.deliveryMode, 2);
  }
  assert.deepEqual(
    [...new Set(got.values())].toSorted((a, b) => a - b),
    numbers,
  );
  t.diagnostic(`figure: ${got.size} of ${numbers.length} messages at RabbitMQ, one kill between`);
  const wrong = openTarget(amqp, settings, { secret: "wrong" });
  await assert.rejects(Promise.resolve(wrong.send([upMessage(1)])), UnavailableError);
  const nowhere = openTarget(amqp, { ...settings, exchange: "no.such" }, { secret: "guest" });
  await assert.rejects(Promise.resolve(nowhere.send([upMessage(1)])), UnavailableError);
});
