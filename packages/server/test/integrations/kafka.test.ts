import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { it, type TestContext } from "node:test";
import { promisify } from "node:util";
import { UnavailableError } from "@lorats/base";
import { kGetConnection } from "@platformatic/kafka";
import { GuardedProducer, kafka } from "../../src/integrations/kinds/kafka.ts";
import { missing } from "../support/broker.ts";
import { openTarget, targetContext, upMessage } from "./messages.ts";

const skip = missing("kcat");
const TOPIC = "lorats.{event}";

/**
 * The cluster that librdkafka brings along for tests, in kcat: a broker of another make that speaks the protocol, keeps
 * what is produced in memory, and hands it out to consumers.
 */
async function start(t: TestContext, brokers = 2): Promise<string> {
  const child = spawn(
    "kcat",
    ["-P", "-t", "unused", "-b", "none", "-d", "mock", "-X", `test.mock.num.brokers=${brokers}`],
    { stdio: ["pipe", "ignore", "pipe"] },
  );
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const found = /bootstrap\.servers=([\d.:]+)/.exec(line)?.[1];
    if (found === undefined) continue;
    child.stderr.resume();
    return found;
  }
  throw new Error("kcat ended");
}

interface Consumed {
  readonly key: string;
  readonly partition: number;
  readonly headers: readonly string[];
  readonly payload: string;
}

/** What another client finds in the topic. */
async function consume(broker: string, topic: string): Promise<readonly Consumed[]> {
  const parameters = ["-C", "-q", "-b", broker, "-t", topic, "-o", "beginning", "-e", "-J"];
  const { stdout } = await promisify(execFile)("kcat", parameters);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Consumed);
}

it(
  "produces to a cluster, each device in order, with ids that tell repetitions",
  { skip },
  async (t) => {
    const broker = await start(t);
    const target = openTarget(kafka, { url: `kafka://${broker}`, topic: TOPIC });
    await target.send(Array.from({ length: 300 }, (_, n) => upMessage(n)));
    await target.send([upMessage(300)]);
    await target.close();
    const consumed = await consume(broker, "lorats.up");
    assert.equal(consumed.length, 301);
    const numbers = consumed.map(({ payload }) => (JSON.parse(payload) as { fCnt: number }).fCnt);
    assert.deepEqual(
      numbers,
      Array.from({ length: 301 }, (_, n) => n),
    );
    assert.equal(new Set(consumed.map(({ partition }) => partition)).size, 1);
    const [first] = consumed;
    assert.equal(first!.key, "0102030405060708");
    assert.deepEqual(first!.headers, ["event-id", "p0:up", "event", "up"]);
  },
);

it("reaches no broker that a cluster names inside, unless it is allowed", async (t) => {
  const url = "kafka://kafka.example:9092";
  const producer = (allowPrivate: boolean): GuardedProducer => {
    const context = targetContext("kafka", {}, { allowPrivate });
    const made = new GuardedProducer(context, {
      url,
      topic: TOPIC,
      mechanism: "PLAIN",
      events: [],
    });
    t.after(() => made.close(true));
    return made;
  };
  // As a cluster's metadata would name it.
  const attempt = (allowPrivate: boolean, host: string): Promise<string> =>
    new Promise((resolve) => {
      producer(allowPrivate)[kGetConnection]({ host, port: 9 }, (error) => {
        resolve((error as { code?: string }).code!);
      });
    });
  for (const host of ["127.0.0.1", "::1", "10.0.0.7", "localhost"]) {
    assert.equal(await attempt(false, host), "WEBHOOK_INSIDE", host);
  }
  assert.equal(await attempt(true, "127.0.0.1"), "PLT_KFK_NETWORK");
});

it("says that it waits while no broker answers", async () => {
  const target = openTarget(kafka, { url: "kafka://127.0.0.1:9", topic: TOPIC });
  await assert.rejects(Promise.resolve(target.send([upMessage(1)])), UnavailableError);
  await target.close();
});
