import { createClient } from "@lorats/api";
import { errorLine, toHex, type Eui64 } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { Flash } from "./device/flash.ts";
import { agreeOnSchedules, enrolSession, hoppingDevices } from "./hopping-enrolment.ts";
import { provision } from "./provision.ts";
import { stationTokens } from "./station-tokens.ts";
import { rootKeys } from "./root-keys.ts";
import type { Scenario } from "./scenario.ts";
import type { WorldSettings } from "./settings.ts";
import { World } from "./world.ts";

/** Drawn once and kept in the world's folder. */
function ownLtsKey(folder: string): string {
  const flash = new Flash<string>(folder, "lts-key");
  const key = flash.read() ?? toHex(systemRandom.bytes(32));
  flash.write(key);
  return key;
}

/**
 * Makes a scenario known to its server and runs it in real time.
 *
 * @param report takes lines for a person
 */
export async function runWorld(
  scenario: Scenario,
  settings: WorldSettings,
  report: (line: string) => void,
): Promise<World> {
  const { folder, apiUrl, apiKey, udpHost, udpPort, sdrPort, sdrUdpPort } = settings;
  const { control, stationUri } = settings;
  const sdrs = settings.sdrs ?? scenario.sdrs;
  // Gateways that report at frame level vouch for it as others do.
  const ltsKey = settings.ltsKey ?? (sdrs === "frames" ? ownLtsKey(folder) : undefined);
  const keys = rootKeys(folder, scenario.devices, systemRandom);
  const client = createClient({ baseUrl: apiUrl, apiKey });
  await provision(client, scenario, keys, ltsKey);
  const station = stationUri
    ? { uri: stationUri, tokens: await stationTokens(client, scenario, folder) }
    : undefined;
  const scheduleKeys = await agreeOnSchedules(client, scenario, folder);
  const bySession = hoppingDevices(scenario, "session-key");
  const onJoined = (devEui: Eui64): void => {
    const device = bySession.find((one) => one.devEui === devEui);
    // A session that ends meanwhile is enrolled with the next one.
    if (device) enrolSession(client, device).catch((error: unknown) => report(errorLine(error)));
  };
  const world = new World({
    scenario,
    clock: systemClock,
    folder,
    rootKeys: keys,
    server: { host: udpHost, udpPort, sdrUdpPort, ...(station && { station }) },
    warn: report,
    scheduleKeys,
    onJoined,
    sdrs,
    ltsKey,
    ...(sdrPort !== undefined && { sdrPort }),
    ...(control && { control }),
  });
  await world.start();
  report(`world: ${world.devices.length} devices, ${world.forwarders.length} gateways`);
  for (const { gateway, port } of world.sdrs) {
    report(`world: rtl_tcp of ${gateway} on 127.0.0.1:${port}`);
  }
  if (world.controlPort !== undefined) {
    report(`world: attack control on 127.0.0.1:${world.controlPort}`);
  }
  return world;
}
