import assert from "node:assert/strict";
import { once } from "node:events";
import { it, type TestContext } from "node:test";
import { API_PREFIX, SOCKET_PATH } from "@lorats/api";
import { systemClock, systemRandom } from "@lorats/base/node";
import { hashSecret, newSecret } from "@lorats/platform";
import type { FastifyInstance } from "fastify";
import { WebSocket } from "ws";
import { until } from "../../../base/test/until.ts";
import type { Services } from "../../src/services.ts";
import {
  apiKey,
  household,
  member,
  memoryServices,
  startHttp,
  user,
  type Household,
} from "../harness.ts";
import { hear } from "../support/hear.ts";

interface Ours extends Household {
  readonly services: Services;
  readonly app: FastifyInstance;
  readonly url: string;
  readonly origin: string;
  readonly key: string;
}

async function start(t: TestContext): Promise<Ours> {
  const services = memoryServices(t);
  const home = await household(services.stores);
  const { app, baseUrl } = await startHttp(t, services);
  const key = await apiKey(services.stores, home.tenantId);
  const url = `${baseUrl.replace("http", "ws")}${API_PREFIX}${SOCKET_PATH}`;
  return { ...home, services, app, url, origin: baseUrl, key };
}

interface Frame {
  readonly position?: string;
  readonly event: string;
  readonly data: { readonly fCnt?: number };
}

/** Opens a socket, or resolves to the status and code by which it was refused. */
async function open(
  t: TestContext,
  url: string,
  headers: Record<string, string>,
): Promise<{ socket: WebSocket; frames: Frame[] } | { status: number; code: string }> {
  const socket = new WebSocket(url, { headers });
  const frames: Frame[] = [];
  socket.on("message", (data: Buffer) => void frames.push(JSON.parse(data.toString()) as Frame));
  t.after(() => socket.terminate());
  const refused = Promise.withResolvers<{ status: number; code: string }>();
  socket.on("unexpected-response", (_, response) => {
    let body = "";
    response.on("data", (chunk: Buffer) => void (body += chunk.toString()));
    response.on("end", () => {
      const { code } = JSON.parse(body) as { code: string };
      refused.resolve({ status: response.statusCode!, code });
    });
  });
  return Promise.race([once(socket, "open").then(() => ({ socket, frames })), refused.promise]);
}

it("brings what happens to those whom it concerns, and resumes by position", async (t) => {
  const ours = await start(t);
  const theirs = await household(ours.services.stores, "Others");
  const first = await hear(ours.services, ours, 1);
  const authorization = `Bearer ${ours.key}`;
  const live = await open(t, ours.url, { authorization });
  assert.ok("frames" in live);
  // The socket stands before the log is asked where it ends: what is heard until then, it does not bring.
  await until(async () => {
    await hear(ours.services, ours, 2);
    return live.frames.length > 0;
  });
  await hear(ours.services, theirs, 3);
  const last = await hear(ours.services, ours, 4);
  await until(() => live.frames.some(({ data }) => data.fCnt === 4));
  const later = live.frames.filter(({ data }) => data.fCnt !== 2);
  assert.deepEqual(
    later.map(({ event, data, position }) => [event, data.fCnt, position]),
    [["up", 4, last.assessment]],
  );
  const resumed = await open(t, `${ours.url}?after=${first.assessment}`, { authorization });
  assert.ok("frames" in resumed);
  await until(() => resumed.frames.length > 0);
  assert.equal(resumed.frames[0]!.data.fCnt, 2);
});

it("is closed to whoever every other route is closed to", async (t) => {
  const ours = await start(t);
  const theirs = await household(ours.services.stores, "Others");
  assert.deepEqual(await open(t, ours.url, {}), { status: 401, code: "AUTH_REQUIRED" });
  const blind = await apiKey(ours.services.stores, ours.tenantId, ["devices:read"]);
  const forbidden = await open(t, ours.url, { authorization: `Bearer ${blind}` });
  assert.deepEqual(forbidden, { status: 403, code: "HTTP_FORBIDDEN" });
  const foreign = `${ours.url}?tenantId=${theirs.tenantId}`;
  const refused = await open(t, foreign, { authorization: `Bearer ${ours.key}` });
  assert.deepEqual(refused, { status: 404, code: "HTTP_NOT_FOUND" });
  const other = ours.url.replace(SOCKET_PATH, "/devices");
  const answered = new WebSocket(other, { headers: { authorization: `Bearer ${ours.key}` } });
  const [, response] = (await once(answered, "unexpected-response")) as [
    unknown,
    { statusCode: number },
  ];
  assert.equal(response.statusCode, 200);
  const plain = await fetch(ours.url.replace("ws", "http"), {
    headers: { authorization: `Bearer ${ours.key}` },
  });
  assert.equal(plain.status, 426);
});

it("opens with a cookie for our own pages only", async (t) => {
  const ours = await start(t);
  const { stores } = ours.services;
  const viewer = await user(stores, member(ours.tenantId, "viewer"));
  const secret = newSecret("lts_web", systemRandom);
  const now = systemClock.now();
  await stores.webSessions.create({
    hash: hashSecret(secret),
    userId: viewer.id,
    createdAt: now,
    expiresAt: now + 60_000_000_000n,
  });
  const cookie = `lorats_session=${secret}`;
  const csrf = { status: 403, code: "HTTP_CSRF" };
  assert.deepEqual(await open(t, ours.url, { cookie }), csrf);
  assert.deepEqual(await open(t, ours.url, { cookie, origin: "https://evil.example" }), csrf);
  assert.deepEqual(await open(t, ours.url, { cookie, origin: "null" }), csrf);
  assert.ok("frames" in (await open(t, ours.url, { cookie, origin: ours.origin })));
});

it("ends when the server ends", async (t) => {
  const ours = await start(t);
  const live = await open(t, ours.url, { authorization: `Bearer ${ours.key}` });
  assert.ok("socket" in live);
  const closed = once(live.socket, "close");
  await ours.app.close();
  const [code] = (await closed) as [number];
  assert.equal(code, 1001);
});
