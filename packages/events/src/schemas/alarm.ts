import { z } from "zod";
import { time } from "../fields.ts";
import { alarmSubject, severity } from "./alarm-signal.ts";

/** What became of an alarm: a step in its life, and how it stands after that step. */
export const alarmV1 = z.object({
  alarmId: z.uuid(),
  /** Counts the steps of one alarm from 1. After a crash a step may stand in the log twice under one number. */
  number: z.int().positive(),
  change: z.enum(["opened", "worsened", "acknowledged", "snoozed", "woke", "cleared"]),
  state: z.enum(["open", "acknowledged", "cleared"]),
  /** What it is, in the words of the room that noticed. */
  code: z.string(),
  subject: alarmSubject,
  severity,
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  openedAt: time,
  /** How often it was raised while it lasted. */
  count: z.int().positive(),
  snoozedUntil: time.optional(),
  /** Who took the step: `user:<id>`, `key:<id>`; absent when it took itself. */
  actor: z.string().optional(),
  note: z.string().optional(),
});
export type AlarmStep = z.infer<typeof alarmV1>;
