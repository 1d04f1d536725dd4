import { EVENT_KINDS, tenantId, time, type AlarmSubject, type Severity } from "@lorats/events";
import type { AlarmId, AlarmRuleId, AlarmState } from "@lorats/platform";
import { z } from "zod";
import { expectedVersion, name, ofTenant, pageQuery, unset, uuid } from "./common.ts";
import { headers, targetUrl } from "./targets.ts";

// Written out, so that a page that only checks a form need not load the platform.
const ALARM_STATES = [
  "pending",
  "open",
  "acknowledged",
  "cleared",
] as const satisfies readonly AlarmState[];
const SEVERITIES = ["info", "warning", "critical"] as const satisfies readonly Severity[];

const alarmId = uuid as unknown as z.ZodType<AlarmId, AlarmId>;
const alarmRuleId = uuid as unknown as z.ZodType<AlarmRuleId, AlarmRuleId>;
const { subject } = (
  EVENT_KINDS["alarm-signal"].schema as unknown as z.ZodObject<{
    subject: z.ZodType<AlarmSubject, AlarmSubject>;
  }>
).shape;
const SUBJECT_KINDS = [
  "tenant",
  "application",
  "device",
  "gateway",
  "integration",
  "server",
] as const satisfies readonly AlarmSubject["kind"][];
const severity: z.ZodType<Severity, Severity> = z.enum(SEVERITIES);
const note = z.string().max(2000).optional();

export const alarm = z
  .object({
    id: alarmId,
    tenantId,
    code: z.string().describe("What it is, such as `device-silent`"),
    subject,
    state: z.enum(ALARM_STATES),
    severity,
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    count: z.int().describe("How often it was raised"),
    raisedAt: time,
    lastRaisedAt: time,
    openedAt: time.optional(),
    endingAt: time.optional().describe("Its cause seems over; it clears when that lasts"),
    snoozedUntil: time.optional(),
    acknowledgedAt: time.optional(),
    acknowledgedBy: z.string().optional().describe("`user:<id>` or `key:<id>`"),
    clearedAt: time.optional(),
    clearedBy: z.string().optional().describe("Absent when it ended by itself"),
    note: z.string().optional(),
  })
  .meta({ id: "Alarm" });
export type Alarm = z.infer<typeof alarm>;

function listOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(values)))
    .optional()
    .describe("Separated by commas");
}

export const alarmQuery = z.object({
  ...ofTenant,
  states: listOf(ALARM_STATES),
  severities: listOf(SEVERITIES),
  code: z.string().max(100).optional(),
  subjectKind: z.enum(SUBJECT_KINDS).optional(),
  subjectId: z.string().max(100).optional(),
  ...pageQuery,
});
export const alarmNote = z.object({ note });
export const alarmSnooze = z.object({
  until: z.iso.datetime({ offset: true }).describe("Nobody is told anything until then"),
  note,
});

const ruleFields = {
  name,
  enabled: z.boolean().default(true),
  codes: z
    .array(z.string().regex(/^[a-z0-9-]{0,60}\*?$/))
    .max(100)
    .default([])
    .describe("Codes, or their beginning followed by `*`; all when empty"),
  subjects: z.array(z.enum(SUBJECT_KINDS)).max(10).default([]).describe("All kinds when empty"),
  subjectIds: z.array(z.string().min(1).max(100)).max(1000).default([]).describe("All when empty"),
  minSeverity: severity.default("info"),
  suppress: z.boolean().default(false).describe("Such troubles do not become alarms"),
  raiseAfterS: z.number().min(0).max(604_800).default(0).describe("How long a trouble must last"),
  clearAfterS: z.number().min(0).max(604_800).default(0).describe("How long it must be over"),
  notify: z
    .object({
      email: z.array(z.email().max(254)).max(50).default([]),
      webhook: z.object({ url: targetUrl, headers }).optional(),
    })
    .default({ email: [] }),
};

export const alarmRule = z
  .object({
    id: alarmRuleId,
    tenantId,
    ...ruleFields,
    createdAt: time,
    version: z.int().positive(),
  })
  .meta({ id: "AlarmRule" });
export type AlarmRule = z.infer<typeof alarmRule>;
export const alarmRuleCreate = z.object({ ...ofTenant, ...ruleFields });
export const alarmRuleUpdate = z.object({ ...unset(ruleFields), ...expectedVersion });
