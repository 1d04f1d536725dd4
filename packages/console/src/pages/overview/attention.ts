import type { Alarm, Gateway, Integration } from "@lorats/api";

/** Something that somebody should look at. */
export type Concern =
  | { readonly kind: "alarm"; readonly alarm: Alarm }
  | { readonly kind: "gateway"; readonly gateway: Gateway }
  | { readonly kind: "integration"; readonly integration: Integration }
  | { readonly kind: "verdict"; readonly verdict: "replayed" | "suspect"; readonly count: number };

export interface Findings {
  readonly alarms: readonly Alarm[];
  readonly gateways: readonly Gateway[];
  readonly integrations: readonly Integration[];
  readonly replayed: number;
  readonly suspect: number;
}

const SEVERITIES: readonly Alarm["severity"][] = ["critical", "warning", "info"];

/** What is wrong, worst first. What an open alarm says already is not said a second time. */
export function concernsOf(findings: Findings, nowMs: number): readonly Concern[] {
  const { alarms, gateways, integrations, replayed, suspect } = findings;
  const loud = alarms
    .filter(({ state, snoozedUntil }) => state === "open" && !isAhead(snoozedUntil, nowMs))
    .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const alarmed = new Set(alarms.map(({ subject }) => subject.id));
  const silent = gateways.filter(
    ({ id, state, disabled }) => state !== "online" && !disabled && !alarmed.has(id),
  );
  const stuck = integrations.filter(
    ({ id, enabled, status }) => enabled && status?.lastError !== undefined && !alarmed.has(id),
  );
  const counts = [
    ["replayed", replayed],
    ["suspect", suspect],
  ] as const;
  return [
    ...loud.map((alarm) => ({ kind: "alarm" as const, alarm })),
    ...counts
      .filter(([, count]) => count > 0)
      .map(([verdict, count]) => ({ kind: "verdict" as const, verdict, count })),
    ...silent
      .toSorted((a, b) => Number(a.state === "never-seen") - Number(b.state === "never-seen"))
      .map((gateway) => ({ kind: "gateway" as const, gateway })),
    ...stuck.map((integration) => ({ kind: "integration" as const, integration })),
  ];
}

function isAhead(time: string | undefined, nowMs: number): boolean {
  return time !== undefined && Date.parse(time) > nowMs;
}
