import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { it, type TestContext } from "node:test";
import { amqp } from "../../src/integrations/kinds/amqp.ts";
import { influxdb } from "../../src/integrations/kinds/influxdb.ts";
import { kafka } from "../../src/integrations/kinds/kafka.ts";
import { mqtt } from "../../src/integrations/kinds/mqtt.ts";
import { nats } from "../../src/integrations/kinds/nats.ts";
import { postgresql } from "../../src/integrations/kinds/postgresql.ts";
import { webhook } from "../../src/integrations/kinds/webhook.ts";
import { INTEGRATION_KINDS } from "../../src/integrations/integrations.ts";
import { openTarget, upMessage } from "./messages.ts";

/** Each kind with an address of its protocol; the compiler does not know the list, so the test asks for what is missing. */
const KINDS = [
  [webhook, "http", {}],
  [mqtt, "mqtt", { qos: 0, retain: false, topicPrefix: "" }],
  [influxdb, "http", { organization: "", bucket: "b" }],
  [postgresql, "postgres", { tls: false, schema: "public", timescale: false }],
  [amqp, "amqp", { username: "u", exchange: "", routingKey: "q" }],
  [nats, "nats", { subjectPrefix: "s", jetStream: false }],
  [kafka, "kafka", { topic: "t" }],
  [kafka, "kafkas", { topic: "t" }],
] as const;

it("no kind of integration connects to this machine, by address or by name, unless it is allowed", async (t) => {
  assert.deepEqual(
    [...new Set(KINDS.map(([{ kind }]) => kind))].toSorted(),
    [...INTEGRATION_KINDS].toSorted(),
  );
  await Promise.all(KINDS.map((one) => checkKind(t, one)));
});

async function checkKind(
  t: TestContext,
  [kind, protocol, settings]: (typeof KINDS)[number],
): Promise<void> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "::", resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const attempt = async (host: string, allowPrivate: boolean): Promise<void> => {
    const url = `${protocol}://${host}:${port}/x`;
    const target = openTarget(kind, { ...settings, url }, { allowPrivate });
    await assert.rejects(async () => target.send([upMessage(1)]), kind.kind);
    await target.close();
  };
  const hosts = ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"];
  await Promise.all(hosts.map((host) => attempt(host, false)));
  assert.equal(connections, 0, kind.kind);
  // The same address is reached when it may be: nothing else stood in the way.
  await attempt("127.0.0.1", true);
  assert.ok(connections > 0, kind.kind);
}
