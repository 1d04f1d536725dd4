import { newEvent, type NewEvent } from "@lorats/events";
import type { Sign } from "../judge/judge-gateway.ts";

/**
 * Signs of a device or gateway as events for the platform's alarms.
 *
 * @param details of all of them, such as the frame that they rest on
 */
export function signalEvents(
  { tenantId, time }: Pick<NewEvent, "tenantId" | "time">,
  kind: "device" | "gateway",
  id: string,
  signs: readonly Sign[],
  details: Sign["details"] = {},
): NewEvent[] {
  return signs.map((sign) =>
    newEvent(
      "alarm-signal",
      { tenantId, key: id, time },
      { subject: { kind, id }, ...sign, details: { ...details, ...sign.details } },
    ),
  );
}
