import { createClient } from "@lorats/api";
import { systemClock, systemRandom } from "@lorats/base/node";
import { provision } from "./provision.ts";
import { rootKeys } from "./root-keys.ts";
import type { Scenario } from "./scenario.ts";
import type { WorldSettings } from "./settings.ts";
import { World } from "./world.ts";

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
  const { folder, apiUrl, apiKey, udpHost, udpPort, serveSdr, sdrPort, sdrUdpPort } = settings;
  const { control, ltsKey } = settings;
  const keys = rootKeys(folder, scenario.devices, systemRandom);
  await provision(createClient({ baseUrl: apiUrl, apiKey }), scenario, keys, ltsKey);
  const world = new World({
    scenario,
    clock: systemClock,
    folder,
    rootKeys: keys,
    server: { host: udpHost, udpPort, sdrUdpPort },
    warn: report,
    serveSdr: serveSdr || scenario.serveSdr,
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
