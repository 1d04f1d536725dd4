import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@lorats/api";
import type { Device } from "@lorats/network";
import { openStorage, type Storage } from "@lorats/storage";
import { until } from "../../base/test/until.ts";
import { household, id, type Household } from "./harness.ts";
import { run as reprocess } from "./reprocess.bench.ts";
import { quantile } from "./support/loaded-server.ts";
import { serve, serverKey } from "./support/served.ts";

const DEVICES = 100_000;
const REQUESTS_PER_S = 500;
const SECONDS = 10;
const TARGETS = 100;
const EVENTS = 200;

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-platform-bench-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function populated(storage: Storage): Promise<{ home: Household; ids: string[] }> {
  const home = await household(storage);
  const [like] = (await storage.registry.devices.get([home.deviceId])).values();
  const ids: string[] = [];
  for (let n = 0; n < DEVICES; n += 1000) {
    const devices = Array.from({ length: 1000 }, (_, i): Device => {
      const devEui = (n + i).toString(16).padStart(16, "0") as Device["devEui"];
      return { ...like!, id: id<Device["id"]>(), devEui, name: `Meter ${n + i}` };
    });
    await storage.registry.devices.create(devices);
    ids.push(...devices.map((device) => device.id));
  }
  return { home, ids };
}

/** Requests at a fixed rate, whether the ones before were answered or not, with all devices stored. */
async function requests(): Promise<void> {
  await withFolder(async (folder) => {
    const storage = await openStorage(undefined, { dataDir: path.join(folder, "data") });
    const { home, ids } = await populated(storage);
    await storage.close();
    const { child, served } = await serve(folder);
    const key = await serverKey(served);
    const headers = { authorization: `Bearer ${key}` };
    const api = `${served.httpUrl}/api/v1`;
    const paths = [
      (n: number) => `/devices/${ids[(n * 7919) % ids.length]}`,
      () => `/devices?applicationId=${home.applicationId}&limit=20`,
      () => `/events?limit=20`,
      () => `/applications?tenantId=${home.tenantId}`,
    ];
    const ask = async (n: number): Promise<number> => {
      const began = performance.now();
      const response = await fetch(api + paths[n % paths.length]!(n), { headers });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${response.status} ${response.url}`);
      return performance.now() - began;
    };
    for (let n = 0; n < 400; n++) await ask(n);
    const asked: Promise<number>[] = [];
    const began = performance.now();
    while (asked.length < REQUESTS_PER_S * SECONDS) {
      const due = ((performance.now() - began) / 1000) * REQUESTS_PER_S;
      while (asked.length < due) asked.push(ask(asked.length));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const took = await Promise.all(asked);
    console.log(
      `API at ${REQUESTS_PER_S} requests/s with ${DEVICES} devices: p50 ${quantile(took, 0.5)} ms, ` +
        `p99 ${quantile(took, 0.99)} ms (${took.length} requests)`,
    );
    child.kill("SIGINT");
    await once(child, "exit");
  });
}

/** Every event to a hundred targets, of which one takes the connection and never answers. */
async function fanOut(): Promise<void> {
  await withFolder(async (folder) => {
    const { child, served } = await serve(folder, { LORATS_WEBHOOKS_ALLOW_PRIVATE: "true" });
    const api = createClient({ baseUrl: served.httpUrl, apiKey: await serverKey(served) });
    const tenantId = (await api.me()).tenants[0]!.id;
    const { id: applicationId } = await api.createApplication({ tenantId, name: "Meters" });
    const profile = { tenantId, name: "IP", region: "EU868" } as const;
    const { id: profileId } = await api.createDeviceProfile(profile);
    const connector = await api.createConnector({
      applicationId,
      profileId,
      kind: "http",
      name: "in",
      createsDevices: true,
    });
    let received = 0;
    const target = createServer((request, response) => {
      if (request.url!.startsWith("/dead")) return;
      request.resume().on("end", () => {
        received++;
        response.writeHead(204).end();
      });
    });
    const port = await listening(target);
    for (let n = 0; n < TARGETS; n++) {
      const url = `http://127.0.0.1:${port}/${n === 0 ? "dead" : n}`;
      await api.createIntegration({ tenantId, name: `w${n}`, webhook: { url } } as never);
    }
    const began = performance.now();
    const sent = await fetch(served.httpUrl + connector.inboundUrl, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${connector.token}` },
      body: JSON.stringify(
        Array.from({ length: EVENTS }, (_, n) => ({
          device: "m1",
          messageId: `${n}`,
          object: { n },
        })),
      ),
    });
    if (!sent.ok) throw new Error(await sent.text());
    const expected = (TARGETS - 1) * EVENTS;
    await until(() => received >= expected, 300_000);
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `webhooks: ${EVENTS} events to ${TARGETS - 1} targets beside a dead one in ${seconds.toFixed(1)} s, ` +
        `${Math.round(expected / seconds)} deliveries/s`,
    );
    child.kill("SIGINT");
    await once(child, "exit");
    target.closeAllConnections();
    target.close();
  });
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** What the platform does for those who ask and those who are told. Durable appends are `npm run bench -- storage --full`. */
export async function run(): Promise<void> {
  await reprocess();
  await requests();
  await fanOut();
}

if (import.meta.main) await run();
