import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { memoryServices, startHttp } from "../harness.ts";

function builtConsole(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-console-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, "index.html"), '<meta content="__CSP_NONCE__"><p>console</p>');
  writeFileSync(path.join(folder, "assets", "main-1a2b.js"), "export {};");
  return folder;
}

const HTML = { accept: "text/html,application/xhtml+xml" };

it("serves the console to everybody, any path of its own included", async (t) => {
  const { baseUrl } = await startHttp(t, memoryServices(t), builtConsole(t));
  for (const url of ["/", "/devices/7", "/sign-in"]) {
    const response = await fetch(baseUrl + url, { headers: HTML });
    assert.equal(response.status, 200, url);
    const nonce = /content="([^"]+)"/.exec(await response.text())![1]!;
    const policy = response.headers.get("content-security-policy")!;
    assert.ok(policy.includes(`'nonce-${nonce}'`), policy);
    assert.ok(policy.includes("default-src 'none'") && !policy.includes("unsafe"), policy);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  }
  const asset = await fetch(`${baseUrl}/assets/main-1a2b.js`);
  assert.equal(asset.status, 200);
  assert.match(asset.headers.get("cache-control")!, /immutable/);
});

it("sends who reads the API's documents in a browser to sign in first", async (t) => {
  const { baseUrl } = await startHttp(t, memoryServices(t), builtConsole(t));
  for (const url of ["/docs", "/docs/"]) {
    const response = await fetch(baseUrl + url, { headers: HTML, redirect: "manual" });
    assert.deepEqual(
      [response.status, response.headers.get("location")],
      [302, "/sign-in#to=/docs/"],
    );
  }
  const page = await fetch(`${baseUrl}/docs/json`, { headers: HTML, redirect: "manual" });
  assert.equal(page.status, 401);
});

it("gives every page a nonce of its own", async (t) => {
  const { baseUrl } = await startHttp(t, memoryServices(t), builtConsole(t));
  const [a, b] = await Promise.all(
    [1, 2].map(async () => (await fetch(`${baseUrl}/`, { headers: HTML })).text()),
  );
  assert.notEqual(a, b);
});

it("answers with a problem where no page is asked for, and never leaves its folder", async (t) => {
  const { baseUrl } = await startHttp(t, memoryServices(t), builtConsole(t));
  for (const url of ["/api/v1/nowhere", "/nowhere", "/..%2f..%2fetc%2fpasswd", "/assets/none.js"]) {
    const response = await fetch(baseUrl + url);
    assert.equal(response.status, 404, url);
    assert.match(response.headers.get("content-type")!, /problem\+json/);
    assert.match(response.headers.get("content-security-policy")!, /default-src 'none'/);
  }
  assert.equal((await fetch(`${baseUrl}/api/v1/nowhere`, { headers: HTML })).status, 404);
});

it("serves a console that was built anew while it runs, and says so while there is none", async (t) => {
  const folder = builtConsole(t);
  const { baseUrl } = await startHttp(t, memoryServices(t), folder);
  const page = (): Promise<Response> => fetch(`${baseUrl}/devices`, { headers: HTML });
  assert.match(await (await page()).text(), /console/);
  rmSync(path.join(folder, "index.html"));
  const gone = await page();
  assert.equal(gone.status, 503);
  assert.equal(((await gone.json()) as { code: string }).code, "CONSOLE_GONE");
  writeFileSync(path.join(folder, "index.html"), "<p>anew</p>");
  assert.match(await (await page()).text(), /anew/);
});

it("works without a built console", async (t) => {
  const { baseUrl } = await startHttp(t, memoryServices(t));
  assert.equal((await fetch(`${baseUrl}/`, { headers: HTML })).status, 404);
});
