import { errorLine, softwareAes } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { Trust } from "@lorats/trust";
import type { ServerLog } from "../logger.ts";
import type { ServerStorage, Services } from "../services.ts";
import { PayloadTemperatures } from "../trust/payload-temperatures.ts";
import type { Undo } from "./undo.ts";

/** Brings trust's memory up to date with the log; frames may be judged from then on. */
export async function startTrust(
  storage: ServerStorage,
  { metrics, places }: Pick<Services, "metrics" | "places">,
  started: Undo[],
  { logger }: ServerLog,
): Promise<Trust> {
  const temperatures = new PayloadTemperatures(storage.registry);
  started.push(() => temperatures.close());
  const trust = new Trust({
    log: storage.log,
    store: storage.trustStates,
    settings: storage.trustSettings,
    keys: storage.keys,
    aes: softwareAes,
    clock: systemClock,
    payloads: temperatures,
    places,
    failed: (error, doing) => logger.error({ error: errorLine(error) }, `trust failed ${doing}`),
  });
  await trust.start();
  started.push(() => trust.stop());
  metrics.totals("lorats_trust_total", "Verdicts, revisions and failures of trust, by name", () =>
    trust.counts(),
  );
  return trust;
}
