import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { it, type TestContext } from "node:test";
import { createClient, ProblemError, type LiveEvent } from "@lorats/api";

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

async function serve(
  t: TestContext,
  answer: (seen: Seen, response: ServerResponse) => void,
): Promise<string> {
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      answer({ method, url, headers, body }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("puts path, query, body and credentials where they belong", async (t) => {
  const seen: Seen[] = [];
  const baseUrl = await serve(t, (one, response) => {
    seen.push(one);
    if (one.method === "DELETE") response.writeHead(204).end();
    else response.setHeader("content-type", "application/json").end('{"items":[]}');
  });
  const client = createClient({ baseUrl: `${baseUrl}/`, apiKey: "lts_secret" });
  await client.listDevices({ search: "a b&c", limit: 5 });
  await client.updateDevice({ id: "x/y", name: "new" });
  assert.equal(await client.deleteDevice({ id: "1" }), undefined);
  assert.deepEqual(
    seen.map(({ method, url, body }) => [method, url, body]),
    [
      ["GET", "/api/v1/devices?search=a+b%26c&limit=5", ""],
      ["PATCH", "/api/v1/devices/x%2Fy", '{"name":"new"}'],
      ["DELETE", "/api/v1/devices/1", ""],
    ],
  );
  assert.equal(seen[0]!.headers.authorization, "Bearer lts_secret");
  assert.equal(seen[0]!.headers["x-lorats-client"], "1");
});

it("rejects with the server's problem, and with one of its own for other answers", async (t) => {
  let text = '{"type":"about:blank","title":"Not Found","status":404,"code":"REG_NO_SUCH"}';
  const baseUrl = await serve(t, (_, response) => response.writeHead(404).end(text));
  const client = createClient({ baseUrl });
  await assert.rejects(client.me(), (error: ProblemError) => {
    assert.equal(error.problem.code, "REG_NO_SUCH");
    return true;
  });
  text = "<html>";
  await assert.rejects(client.me(), (error: ProblemError) => error.problem.code === "HTTP_ERROR");
});

it("streams live events, and resumes after a lost connection", async (t) => {
  const asked: string[] = [];
  const baseUrl = await serve(t, ({ url }, response) => {
    asked.push(url);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const first = asked.length === 1;
    response.write(": hello\n\n");
    response.write(`event: up\ndata: {"n":${first ? 1 : 3}}\n\n`);
    // Cut inside an event: it must not be delivered, nor count as seen.
    if (first)
      response.write('event: up\r\nid: 7\r\ndata: {"n":2}\r\n\r\nevent: up\nid: 8\n', () =>
        response.destroy(),
      );
    else response.write('event: join\nid: 9\ndata: {"n":\ndata: 4}\n\n');
  });
  const stop = new AbortController();
  const states: string[] = [];
  const got: LiveEvent[] = [];
  const stream = createClient({ baseUrl }).stream({
    applicationId: "a",
    signal: stop.signal,
    onState: (state) => states.push(state),
  });
  for await (const event of stream) {
    got.push(event);
    if (got.length === 4) stop.abort();
  }
  assert.deepEqual(
    got.map(({ kind, position, data }) => [kind, position, data["n"]]),
    [
      ["up", "", 1],
      ["up", "7", 2],
      ["up", "7", 3],
      ["join", "9", 4],
    ],
  );
  assert.deepEqual(asked, [
    "/api/v1/events/stream?applicationId=a",
    "/api/v1/events/stream?applicationId=a&after=7",
  ]);
  assert.deepEqual(states, ["open", "waiting", "open"]);
});

it("does not insist when the server refuses a stream", async (t) => {
  const baseUrl = await serve(t, (_, response) =>
    response.writeHead(401).end('{"type":"x","title":"Unauthorized","status":401,"code":"AUTH"}'),
  );
  await assert.rejects(async () => {
    for await (const event of createClient({ baseUrl }).stream()) assert.fail(event.kind);
  }, ProblemError);
});
