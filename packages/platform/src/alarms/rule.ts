import type { TenantId } from "@lorats/base";
import type { AlarmSubject, Severity } from "@lorats/events";
import type { Item } from "../item-store.ts";
import { SEVERITIES } from "./alarm.ts";

declare const brand: unique symbol;
export type AlarmRuleId = string & { readonly [brand]: "AlarmRuleId" };

/** Which alarms somebody wants to hear of, when they count as such, and who is told. */
export interface AlarmRule extends Item<AlarmRuleId> {
  readonly name: string;
  readonly enabled: boolean;
  /** Codes, or their beginning followed by `*`. Empty: all. */
  readonly codes: readonly string[];
  /** Kinds of subjects. Empty: all. */
  readonly subjects: readonly AlarmSubject["kind"][];
  /** Only these things, by id. Empty: all. */
  readonly subjectIds: readonly string[];
  readonly minSeverity: Severity;
  /** Such signals are not to become alarms at all. */
  readonly suppress: boolean;
  /** How long a trouble has to last before it is an alarm. */
  readonly raiseAfterS: number;
  /** How long it has to be over before its alarm clears. */
  readonly clearAfterS: number;
  readonly notify: {
    readonly email: readonly string[];
    readonly webhook?: {
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    };
  };
}

/** How the engine treats a trouble. */
export interface AlarmPolicy {
  readonly suppress: boolean;
  readonly raiseAfterS: number;
  readonly clearAfterS: number;
}

const PLAIN: AlarmPolicy = { suppress: false, raiseAfterS: 0, clearAfterS: 0 };

interface Trouble {
  readonly tenantId: TenantId;
  readonly code: string;
  readonly subject: AlarmSubject;
  readonly severity: Severity;
}

export function ruleMatches(
  rule: AlarmRule,
  { tenantId, code, subject, severity }: Trouble,
): boolean {
  return (
    rule.enabled &&
    rule.tenantId === tenantId &&
    rank(severity) >= rank(rule.minSeverity) &&
    (rule.codes.length === 0 || rule.codes.some((pattern) => matches(pattern, code))) &&
    (rule.subjects.length === 0 || rule.subjects.includes(subject.kind)) &&
    (rule.subjectIds.length === 0 || rule.subjectIds.includes(subject.id))
  );
}

/** The oldest rule that matches decides; without one, an alarm opens and clears at once. */
export function policyFor(rules: readonly AlarmRule[], trouble: Trouble): AlarmPolicy {
  return rules.find((rule) => ruleMatches(rule, trouble)) ?? PLAIN;
}

export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function matches(pattern: string, code: string): boolean {
  return pattern.endsWith("*") ? code.startsWith(pattern.slice(0, -1)) : pattern === code;
}
