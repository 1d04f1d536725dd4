import assert from "node:assert/strict";
import { once, type EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import type { LoratsClient } from "@lorats/api";
import { encodeUplinkEvent, tmstContext, type GatewayUplink } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import { connect } from "mqtt";
import { serve, signIn } from "../support/served.ts";
import { UdpGateway } from "./udp-gateway.ts";

const ROUNDS = 5;
/** Frames that are acknowledged in each round before the server is killed: however busy the machine is. */
const KILL_AFTER = 100;

let serial = 0;
function frame(): GatewayUplink {
  const phyPayload = new Uint8Array(16);
  phyPayload[0] = 0x40;
  new DataView(phyPayload.buffer).setUint32(8, ++serial);
  return {
    phyPayload,
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
    crc: "ok",
    rssiDbm: -90,
    snrDb: 7,
    times: { counter: { kind: "tmst", us: serial } },
    context: tmstContext(serial),
  };
}

const nameOf = ({ phyPayload }: GatewayUplink): string =>
  Buffer.from(phyPayload).toString("base64");

async function received(api: LoratsClient): Promise<Set<string>> {
  const found = new Set<string>();
  let after: string | undefined;
  for (;;) {
    const query = { types: "reception", limit: 1000, ...(after !== undefined && { after }) };
    const page = await api.listEvents(query as never);
    for (const { body } of page.items) found.add(String(body["phyPayload"]));
    if (page.items.length === 0) return found;
    after = page.next;
  }
}

it("loses nothing that a door acknowledged, when it is killed under load", async (t: TestContext) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-kill-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const first = await serve(folder);
  const api = await signIn(first.served);
  const tenantId = (await api.me()).tenants[0]!.id;
  const [udpEui, mqttEui] = ["aa555a0000000301", "aa555a0000000302"] as [Eui64, Eui64];
  await api.createGateway({ tenantId, eui: udpEui });
  const { id } = await api.createGateway({ tenantId, eui: mqttEui });
  const { token } = await api.createGatewayToken({ id });
  const acknowledged = new Set<string>();
  let running = first;
  for (let round = 0; round < ROUNDS; round++) {
    const { child, served } = running;
    const exited = once(child, "exit");
    const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
    const udp = await UdpGateway.open(t, udpEui, served.semtechUdp.port);
    const client = connect(`mqtt://127.0.0.1:${served.mqtt.port}`, {
      username: mqttEui,
      password: token,
      reconnectPeriod: 0,
    });
    client.on("error", () => {});
    await once(client as unknown as EventEmitter, "connect");
    const enough = acknowledged.size + KILL_AFTER;
    const note = (sent: GatewayUplink): void => {
      acknowledged.add(nameOf(sent));
      if (acknowledged.size === enough) child.kill("SIGKILL");
    };
    const overUdp = async (): Promise<void> => {
      while (isAlive()) {
        const sent = frame();
        const answered = await udp.push([sent], 500).then(
          (bytes) => bytes[3] === 0x01,
          () => false,
        );
        if (answered) note(sent);
      }
    };
    const overMqtt = async (): Promise<void> => {
      while (isAlive()) {
        const sent = frame();
        const event = encodeUplinkEvent({ ...sent, gatewayEui: mqttEui, uplinkId: serial });
        const answered = client.publishAsync(`gateway/${mqttEui}/event/up`, event, { qos: 1 }).then(
          () => true,
          () => false,
        );
        const ended = exited.then(() => false);
        if (await Promise.race([answered, ended])) note(sent);
      }
    };
    const sending = [overUdp(), overMqtt()];
    await exited;
    await Promise.all(sending);
    client.end(true);
    running = await serve(folder);
  }
  const kept = await received(await signIn(running.served));
  running.child.kill("SIGTERM");
  await once(running.child, "exit");
  const lost = [...acknowledged].filter((name) => !kept.has(name));
  t.diagnostic(
    `figure: ${acknowledged.size} acknowledged over ${ROUNDS} kills, ${lost.length} lost`,
  );
  assert.ok(acknowledged.size >= KILL_AFTER * ROUNDS, `only ${acknowledged.size} acknowledged`);
  assert.deepEqual(lost, []);
});
