import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { UnavailableError } from "@lorats/base";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { nats } from "../../src/integrations/kinds/nats.ts";
import { freePort, missing, runBroker, temporaryFolder } from "../support/broker.ts";
import { openTarget, upMessage } from "./messages.ts";

const skip = missing("nats-server");

async function start(t: TestContext): Promise<{ url: string; own: NatsConnection }> {
  const port = await freePort();
  const store = ["-js", "-sd", temporaryFolder()];
  const credentials = ["--user", "lorats", "--pass", "secret"];
  const parameters = ["-a", "127.0.0.1", "-p", `${port}`, ...store, ...credentials];
  await runBroker(t, "nats-server", parameters, port);
  const own = await connect({ servers: `127.0.0.1:${port}`, user: "lorats", pass: "secret" });
  t.after(() => own.close());
  return { url: `nats://127.0.0.1:${port}`, own };
}

const SUBJECTS = "site.application.*.device.*.event.*";

it("publishes to those who listen, with ids that tell repetitions", { skip }, async (t) => {
  const { url, own } = await start(t);
  const heard: [string, string | undefined, unknown][] = [];
  const subscription = own.subscribe(SUBJECTS, {
    callback: (_, { subject, headers }) => {
      heard.push([subject.split(".").at(-1)!, headers?.get("Nats-Msg-Id"), subject.split(".")[4]]);
    },
  });
  await own.flush();
  const settings = { url, username: "lorats", subjectPrefix: "site", jetStream: false };
  const target = openTarget(nats, settings);
  await target.send([upMessage(1), upMessage(2)]);
  await own.flush();
  assert.deepEqual(heard, [
    ["up", "p1:up", "0102030405060708"],
    ["up", "p2:up", "0102030405060708"],
  ]);
  subscription.unsubscribe();
  await target.close();
  const wrong = openTarget(nats, settings, { secret: "wrong" });
  await assert.rejects(Promise.resolve(wrong.send([upMessage(1)])), UnavailableError);
});

it("waits for a stream to have each message, which keeps it once", { skip }, async (t) => {
  const { url, own } = await start(t);
  const settings = { url, username: "lorats", subjectPrefix: "site", jetStream: true };
  const target = openTarget(nats, settings);
  await assert.rejects(Promise.resolve(target.send([upMessage(1)])), UnavailableError);
  const stream = { name: "SITE", subjects: [SUBJECTS], storage: "file" };
  await own.request("$JS.API.STREAM.CREATE.SITE", JSON.stringify(stream));
  await target.send([upMessage(1), upMessage(2)]);
  await target.send([upMessage(2), upMessage(3)]);
  const info = await own.request("$JS.API.STREAM.INFO.SITE", "");
  assert.equal(info.json<{ state: { messages: number } }>().state.messages, 3);
  await target.close();
});
