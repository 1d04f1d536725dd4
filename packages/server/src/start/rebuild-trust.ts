import { instantToMs, softwareAes } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { rebuild, type Rebuilt } from "@lorats/trust";
import type { Config } from "../config/settings.ts";
import { storageOf } from "../config/storage-of.ts";
import { RegistryPlaces } from "../trust/places.ts";
import { PayloadTemperatures } from "../trust/payload-temperatures.ts";

/**
 * Forgets what trust learnt and makes it again from the log, by the rules of this release; frames that are judged otherwise
 * now get a revision. The server must not run meanwhile.
 *
 * @throws {UnavailableError} `STORE_LOCKED` while a server uses the data
 */
export async function rebuildTrust(config: Config): Promise<Rebuilt> {
  const storage = await storageOf(config);
  const payloads = new PayloadTemperatures(storage.registry);
  const places = new RegistryPlaces(storage.registry, () => instantToMs(systemClock.now()));
  try {
    return await rebuild({
      log: storage.log,
      store: storage.trustStates,
      settings: storage.trustSettings,
      keys: storage.keys,
      aes: softwareAes,
      clock: systemClock,
      payloads,
      places,
    });
  } finally {
    places.close();
    payloads.close();
    await storage.close();
  }
}
