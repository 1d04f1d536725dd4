import { softwareAes } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { openStorage } from "@lorats/storage";
import { Trust } from "@lorats/trust";
import type { Config } from "../config/settings.ts";
import { PayloadTemperatures } from "../trust/payload-temperatures.ts";

/**
 * Forgets what trust learnt and makes it again from the log, by the rules of this release. What was said of frames stays
 * said. The server must not run meanwhile.
 *
 * @returns how many frames got which verdict this time
 * @throws {UnavailableError} `STORE_LOCKED` while a server uses the data
 */
export async function rebuildTrust(config: Config): Promise<ReadonlyMap<string, number>> {
  const storage = await openStorage(config["storage.postgres_url"], { dataDir: config.data_dir });
  try {
    await storage.trustStates.clear();
    const payloads = new PayloadTemperatures(storage.registry);
    const trust = new Trust({
      log: storage.log,
      store: storage.trustStates,
      settings: storage.trustSettings,
      keys: storage.keys,
      aes: softwareAes,
      clock: systemClock,
      payloads,
    });
    await trust.start();
    await trust.stop();
    payloads.close();
    return trust.counts();
  } finally {
    await storage.close();
  }
}
