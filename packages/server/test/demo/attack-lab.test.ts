import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import type { BodyOf } from "@lorats/api";
import { attackLabAt } from "../../src/demo/attack-lab.ts";

const ORDER = { rig: "Van", plan: { kind: "jam", lagSymbols: 8 } } as BodyOf<"startDemoAttack">;

describe("attack lab", () => {
  it("hands orders on with the world's token, and the world's refusals back", async (t) => {
    const asked: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      asked.push(request);
      const refused = request.method === "POST";
      response.writeHead(refused ? 404 : 200);
      response.end(JSON.stringify(refused ? { error: "no rig is called Van" } : { rigs: [] }));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const lab = attackLabAt((server.address() as AddressInfo).port, "secret");
    assert.deepEqual(await lab.list(), { rigs: [] });
    await assert.rejects(lab.start(ORDER), {
      code: "DEMO_ATTACK_REFUSED",
      message: "no rig is called Van",
    });
    assert.ok(await lab.stop("7"));
    assert.deepEqual(
      asked.map(({ method, url }) => `${method} ${url}`),
      ["GET /attacks", "POST /attacks", "DELETE /attacks/7"],
    );
    assert.ok(asked.every(({ headers }) => headers.authorization === "Bearer secret"));
  });

  it("says that the world is not there", async () => {
    const nobody = createServer().listen(0, "127.0.0.1");
    await once(nobody, "listening");
    const { port } = nobody.address() as AddressInfo;
    await once(nobody.close(), "close");
    await assert.rejects(attackLabAt(port, "secret").list(), { code: "DEMO_WORLD_SILENT" });
  });
});
