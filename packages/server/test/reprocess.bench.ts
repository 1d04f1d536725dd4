import { formatInstant } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { newEvent } from "@lorats/events";
import type { Device } from "@lorats/network";
import {
  MemoryMeasurementStore,
  PayloadCodecs,
  reprocess,
  SandboxRunner,
  UplinkPipeline,
  type MeasurementStore,
} from "@lorats/platform";
import { openStorage, type Storage } from "@lorats/storage";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RegistryDirectory } from "../src/registry-directory.ts";
import { writeBareRows } from "../../storage/test/bare-rows.ts";
import { household, id, type Household } from "./harness.ts";

const UPLINKS = 100_000;
const DEVICES = 100;
const VALUES = 2;
const NS_PER_S = 1_000_000_000n;

/** Devices that report two values each, one after the other, a second apart. */
async function populate(
  storage: Storage,
): Promise<Household & { readonly from: bigint; readonly devices: readonly Device[] }> {
  const home = await household(storage);
  const { tenantId, applicationId, deviceId } = home;
  const [like] = (await storage.registry.devices.get([deviceId])).values();
  const devices = Array.from({ length: DEVICES }, (_, n): Device => {
    const devEui = n.toString(16).padStart(16, "0") as Device["devEui"];
    return { ...like!, id: id<Device["id"]>(), devEui, name: `Meter ${n}` };
  });
  await storage.registry.devices.create(devices);
  const connectorId = id<string>();
  const from = systemClock.now() - NS_PER_S * BigInt(UPLINKS);
  for (let n = 0; n < UPLINKS; n += 1000) {
    await storage.log.append(
      Array.from({ length: 1000 }, (_, i) => {
        const device = devices[(n + i) % DEVICES]!;
        const time = from + BigInt(n + i) * NS_PER_S;
        const object = { level: (n + i) % 100, air: { temperature: 20.5 } };
        return newEvent(
          "observation",
          { tenantId, key: device.id, time },
          {
            observationId: id<string>(),
            connectorId,
            deviceId: device.id,
            applicationId,
            devEui: device.devEui,
            identity: { network: "ip", id: device.name },
            receivedAt: formatInstant(time),
            content: JSON.stringify({ object }),
            heardBy: [],
          },
        );
      }),
    );
  }
  return { ...home, from, devices };
}

const ms = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

/** What is recomputed after a rule changed, without a codec: reading, opening, cleaning, enriching, storing. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-reprocess-bench-"));
  const storage = await openStorage(undefined, { dataDir: path.join(folder, "data") });
  try {
    const { tenantId, from, devices } = await populate(storage);
    const codecs = new PayloadCodecs(new SandboxRunner());
    const directory = new RegistryDirectory(storage.registry);
    const pipeline = (): UplinkPipeline => new UplinkPipeline(storage.log, directory, codecs);
    const nowhere = new MemoryMeasurementStore();
    nowhere.put = async () => {};
    const recompute = async (name: string, store: MeasurementStore): Promise<void> => {
      const all = process.cpuUsage();
      const main = process.threadCpuUsage();
      const began = performance.now();
      const { measured } = await reprocess(
        { log: storage.log, store, pipeline },
        { tenantId, from },
        systemClock.now(),
        new AbortController().signal,
        () => {},
      );
      const took = performance.now() - began;
      const [allMs, mainMs] = [ms(process.cpuUsage(all)), ms(process.threadCpuUsage(main))];
      if (measured !== UPLINKS) throw new Error(`${measured} of ${UPLINKS} were measured`);
      const perSecond = (spent: number): string => String(Math.round(measured / (spent / 1000)));
      console.log(
        `reprocess without codecs, ${name}: ${perSecond(took)} events/s; ` +
          `${perSecond(mainMs)} a second of the main thread, ${perSecond(allMs)} of all threads`,
      );
    };
    await recompute("measurements counted only (warming up)", nowhere);
    for (let i = 0; i < 2; i++) await recompute("measurements counted only", nowhere);
    await recompute("measurements stored for the first time", storage.measurements);
    await recompute("measurements stored, nothing changed", storage.measurements);
    for (let i = 0; i < 2; i++) {
      // A rule that changes each value of one series.
      const variables = { "calibrate.air.temperature": `1 ${i + 1}` };
      const { devices: registered } = storage.registry;
      const now = await registered.get(devices.map((device) => device.id));
      await registered.update(Array.from(now.values(), (device) => ({ ...device, variables })));
      await recompute("measurements stored anew", storage.measurements);
    }
    const bare = writeBareRows(folder, { frames: UPLINKS, devices: DEVICES, values: VALUES });
    console.log(
      `the rows of the first time written by a bare loop, without roll-ups: ` +
        `${Math.round(UPLINKS / (bare.cpuMs / 1000))} events/s of a processor, ` +
        `${Math.round(UPLINKS / (bare.ms / 1000))} on the clock`,
    );
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await run();
