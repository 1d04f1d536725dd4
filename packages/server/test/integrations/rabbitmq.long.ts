import assert from "node:assert/strict";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { UnavailableError } from "@lorats/base";
import amqplib, { type Channel } from "amqplib";
import { until } from "../../../base/test/until.ts";
import { amqp } from "../../src/integrations/kinds/amqp.ts";
import {
  freePort,
  missing,
  type RunningBroker,
  runBroker,
  temporaryFolder,
} from "../support/broker.ts";
import { openTarget, upMessage } from "./messages.ts";

/** Debian's wrapper in the path would change the user. */
const PROGRAMS = "/usr/lib/rabbitmq/bin";
const skip = missing("rabbitmq-server");
const PATIENCE_MS = 240_000;

interface Node {
  readonly url: string;
  start(): Promise<RunningBroker>;
  /** As its own client sees it. */
  channel(): Promise<Channel>;
}

async function node(t: TestContext): Promise<Node> {
  const [port, names, distribution] = [await freePort(), await freePort(), await freePort()];
  const folder = temporaryFolder();
  const environment = {
    HOME: folder,
    RABBITMQ_NODENAME: `lorats${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: folder,
    RABBITMQ_LOG_BASE: folder,
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, "plugins"),
    RABBITMQ_CONF_ENV_FILE: path.join(folder, "none"),
    ERL_EPMD_PORT: String(names),
  };
  const url = `amqp://127.0.0.1:${port}`;
  const open = (): ReturnType<typeof amqplib.connect> =>
    amqplib.connect(`amqp://guest:guest@127.0.0.1:${port}`);
  return {
    url,
    async start() {
      const program = path.join(PROGRAMS, "rabbitmq-server");
      const broker = await runBroker(t, program, [], port, environment);
      // The port answers before all is up.
      const up = await until(async () => open().catch(() => undefined), PATIENCE_MS);
      await up.close();
      return broker;
    },
    async channel() {
      const connection = await open();
      connection.on("error", () => {});
      return await connection.createChannel();
    },
  };
}

async function taken(channel: Channel, queue: string): Promise<[string, number][]> {
  const all: [string, number][] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return all;
    const { fCnt } = JSON.parse(message.content.toString("utf8")) as { fCnt: number };
    all.push([String(message.properties.messageId), fCnt]);
  }
}

it("hands RabbitMQ messages that it keeps, also through its death", { skip }, async (t) => {
  const rabbit = await node(t);
  const broker = await rabbit.start();
  const own = await rabbit.channel();
  await own.assertExchange("lorats", "topic", { durable: true });
  await own.assertQueue("meters", { durable: true });
  await own.bindQueue("meters", "lorats", "application.*.device.0102030405060708.event.up");
  const settings = {
    url: rabbit.url,
    username: "guest",
    exchange: "lorats",
    routingKey: "application.{applicationId}.device.{devEui}.event.{event}",
  };
  const target = openTarget(amqp, settings, { secret: "guest" });
  await target.send([upMessage(1), upMessage(2)]);
  await broker.kill();
  await assert.rejects(Promise.resolve(target.send([upMessage(3)])), UnavailableError);
  const again = await rabbit.start();
  // The same target opens its line anew; what was confirmed before the kill is still there.
  await until(async () => {
    await target.send([upMessage(3)]);
    return true;
  }, PATIENCE_MS);
  assert.deepEqual(await taken(await rabbit.channel(), "meters"), [
    ["p1:up", 1],
    ["p2:up", 2],
    ["p3:up", 3],
  ]);
  await target.close();

  const wrong = openTarget(amqp, settings, { secret: "wrong" });
  await assert.rejects(Promise.resolve(wrong.send([upMessage(4)])), UnavailableError);
  const nowhere = openTarget(amqp, { ...settings, exchange: "other" }, { secret: "guest" });
  await assert.rejects(Promise.resolve(nowhere.send([upMessage(4)])), /no exchange 'other'/);

  // Straight to a queue: one that is not there must not swallow what is confirmed.
  const straight = { ...settings, exchange: "", routingKey: "gone" };
  const lost = openTarget(amqp, straight, { secret: "guest" });
  await assert.rejects(Promise.resolve(lost.send([upMessage(5)])), /no queue "gone"/);
  await (await rabbit.channel()).assertQueue("gone", { durable: true });
  await lost.send([upMessage(5)]);
  assert.deepEqual(await taken(await rabbit.channel(), "gone"), [["p5:up", 5]]);
  for (const one of [wrong, nowhere]) await one.close();
  again.pause();
  await lost.close();
});
