// Run by the crash tests: appends and saves for ever, and says what was acknowledged, one line each. A database that goes away is
// waited for: what it refused is not tried again, since nobody knows whether it is there.
import type { Cursor } from "@lorats/events";
import { setTimeout } from "node:timers/promises";
import { type DeviceId, UnavailableError } from "@lorats/base";
import { openStorage } from "@lorats/storage";
import { say } from "../say.ts";
import { TENANT, numbered } from "../support.ts";

const [, , dataDir, writers, firstNumber, postgresUrl] = process.argv;
const storage = await openStorage(postgresUrl, { dataDir: dataDir! });

async function saveSession(deviceId: DeviceId, position: Cursor): Promise<void> {
  const stored = (await storage.sessions.byDevice([deviceId])).get(deviceId);
  const version = stored?.version ?? 0;
  const state = new Uint8Array(100).fill(version + 1);
  const row = { deviceId, tenantId: TENANT, devAddrs: [], version, position, state };
  const conflicts = await storage.sessions.save([row]);
  if (conflicts.length === 0) say(`session ${deviceId} ${version + 1}`);
}

async function write(writer: number): Promise<void> {
  const key = `device-${writer}` as DeviceId;
  for (let n = Number(firstNumber); ; n += 2) {
    try {
      const positions = await storage.log.append([numbered(n, { key }), numbered(n + 1, { key })]);
      say(`events ${key} ${n} ${n + 1}`);
      if (n % 8 === 0) await saveSession(key, positions[1]!);
    } catch (error) {
      if (postgresUrl === undefined || !(error instanceof UnavailableError)) throw error;
      await setTimeout(50);
    }
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(writer)));
