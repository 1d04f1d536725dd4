import { createClient } from "@lorats/api";
import { errorLine } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { DEMO_SCENARIO } from "./demo-scenario.ts";
import { provision } from "./provision.ts";
import { rootKeys } from "./root-keys.ts";
import { readSettings } from "./settings.ts";
import { World } from "./world.ts";

const scenario = DEMO_SCENARIO;

try {
  const settings = readSettings(process.env);
  const devEuis = scenario.devices.map((device) => device.devEui);
  const appKeys = rootKeys(settings.folder, devEuis, systemRandom);
  const client = createClient({ baseUrl: settings.apiUrl, apiKey: settings.apiKey });
  await provision(client, scenario, appKeys);
  const world = new World({
    scenario,
    clock: systemClock,
    folder: settings.folder,
    appKeys,
    server: { host: settings.udpHost, udpPort: settings.udpPort },
  });
  world.start();
  console.error(`world: ${world.devices.length} devices, ${world.forwarders.length} gateways`);
  await untilTold();
  await world.stop();
} catch (error) {
  console.error(errorLine(error));
  process.exitCode = 1;
}

/** Ends on a signal, or when the parent process has gone and with it our standard input. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      process.stdin.destroy();
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
    process.stdin.once("end", end).once("error", end).resume();
  });
}
