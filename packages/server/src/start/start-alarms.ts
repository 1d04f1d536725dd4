import { errorLine } from "@lorats/base";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

/** Lets the alarm engine follow the log, and tells people what it decides. */
export async function startAlarms(
  { alarms, alarmNotifier, metrics }: Services,
  started: Undo[],
  { logger }: ServerLog,
): Promise<void> {
  const stopping = new AbortController();
  const running = alarms.run(stopping.signal).catch((error: unknown) => {
    logger.error({ error: errorLine(error) }, "the alarm engine ended");
  });
  started.push(async () => {
    stopping.abort();
    await running;
  });
  await alarmNotifier.start();
  started.push(() => alarmNotifier.stop());
  metrics.gauge("lorats_alarms_active", "Alarms that are not over", () => alarms.activeCount);
}
