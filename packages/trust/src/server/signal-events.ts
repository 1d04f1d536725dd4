import { newEvent, type NewEvent } from "@lorats/events";
import type { Sign } from "../judge/judge-gateway.ts";

/** Signs of a device or gateway as events for the platform's alarms. */
export function signalEvents(
  { tenantId, time }: Pick<NewEvent, "tenantId" | "time">,
  kind: "device" | "gateway",
  id: string,
  signs: readonly Sign[],
): NewEvent[] {
  return signs.map((sign) =>
    newEvent(
      "alarm-signal",
      { tenantId, key: id, time },
      { subject: { kind, id }, ...sign, details: { ...sign.details } },
    ),
  );
}
