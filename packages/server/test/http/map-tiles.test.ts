import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { API_PREFIX, MAP_TILES_PATH } from "@lorats/api";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";

it("the operator's map is served in pieces, to those who are signed in", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "lorats-tiles-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "city.pmtiles");
  await writeFile(file, "PMTiles and then the tiles");
  const services = memoryServices(t);
  const { tenantId } = await household(services.stores);
  const config = { ...services.config, "console.map_tiles": file };
  const { baseUrl } = await startHttp(t, { ...services, config });
  const url = baseUrl + API_PREFIX + MAP_TILES_PATH;
  assert.equal((await fetch(url)).status, 401);
  const authorization = `Bearer ${await apiKey(services.stores, tenantId)}`;
  const piece = await fetch(url, { headers: { authorization, range: "bytes=0-6" } });
  assert.equal(piece.status, 206);
  assert.equal(await piece.text(), "PMTiles");
  assert.equal(piece.headers.get("content-range"), "bytes 0-6/26");
});

it("there is none when none was set", async (t) => {
  const services = memoryServices(t);
  const { tenantId } = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const authorization = `Bearer ${await apiKey(services.stores, tenantId)}`;
  const answer = await fetch(baseUrl + API_PREFIX + MAP_TILES_PATH, { headers: { authorization } });
  assert.equal(answer.status, 404);
});
