import { z } from "zod";

/** What an alarm is about. */
export const alarmSubject = z.object({
  kind: z.enum(["tenant", "application", "device", "gateway", "integration", "server"]),
  id: z.string().min(1),
});
export type AlarmSubject = z.infer<typeof alarmSubject>;

export const severity = z.enum(["info", "warning", "critical"]);
export type Severity = z.infer<typeof severity>;

/**
 * A room noticed something, or noticed that it is over. What becomes of it (open, acknowledged, snoozed, cleared, told
 * to whom) is decided by the alarm engine from the rules that people set; the room that noticed knows nothing of it.
 */
export const alarmSignalV1 = z.object({
  /** What it is, in the room's own words: `gateway-clock-step`, `bias-step`, `device-silent`. */
  code: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  subject: alarmSubject,
  state: z.enum(["raised", "ended"]),
  severity,
  /** One sentence for people. */
  message: z.string().min(1),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type AlarmSignal = z.infer<typeof alarmSignalV1>;
