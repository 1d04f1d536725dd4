import { type Instant, type TenantId, formatInstant } from "@lorats/base";
import type { AlarmCode, AlarmSignal, NewEvent } from "@lorats/events";
import type { Gateway } from "../registry/gateway.ts";
import type { ClockFinding } from "./absolute-clock.ts";

type Said = Pick<AlarmSignal, "state" | "severity" | "message"> & {
  readonly code: AlarmCode;
  readonly details?: Readonly<Record<string, unknown>>;
};

function signal(gateway: Gateway, time: Instant, said: Said): NewEvent<"alarm-signal"> {
  const subject = { kind: "gateway" as const, id: gateway.id };
  const details = { gatewayEui: gateway.eui, ...said.details };
  const body: AlarmSignal = { ...said, subject, details };
  return { type: "alarm-signal", tenantId: gateway.tenantId, key: gateway.id, time, body };
}

/** What was noticed about a gateway's clock, for people. */
export function clockAlarm(
  gateway: Gateway,
  finding: ClockFinding,
  time: Instant,
): NewEvent<"alarm-signal"> {
  const { name } = gateway;
  switch (finding.kind) {
    case "step":
      return signal(gateway, time, {
        code: "gateway-clock-step",
        state: "raised",
        severity: "warning",
        message: `The clock of gateway ${name} jumped by ${seconds(finding.byNs)} against its own counter.`,
        details: { stepS: finding.byNs / 1e9 },
      });
    case "implausible":
      return signal(gateway, time, {
        code: "gateway-clock-implausible",
        state: "raised",
        severity: "warning",
        message: `Gateway ${name} says times that are ${seconds(finding.aheadNs)} off the server's.`,
        details: { aheadS: finding.aheadNs / 1e9 },
      });
    case "unlocked":
      return signal(gateway, time, {
        code: "gateway-clock-unlocked",
        state: "raised",
        severity: "warning",
        message: `Gateway ${name} has lost its GPS time.`,
      });
    case "locked":
      return signal(gateway, time, {
        code: "gateway-clock-unlocked",
        state: "ended",
        severity: "info",
        message: `Gateway ${name} has GPS time again.`,
      });
    case "settled":
      return signal(gateway, time, {
        code: "gateway-clock-step",
        state: "ended",
        severity: "info",
        message: `The clock of gateway ${name} agrees with itself again.`,
      });
  }
}

/** The counter started anew: the gateway's software was restarted, or its counter jumped. */
export function counterAlarm(gateway: Gateway, time: Instant): NewEvent<"alarm-signal"> {
  return signal(gateway, time, {
    code: "gateway-counter-step",
    state: "raised",
    severity: "info",
    message: `The counter of gateway ${gateway.name} jumped or started anew.`,
  });
}

/** The server's date jumped against its own monotonic clock. */
export function serverClockAlarm(
  tenantId: TenantId,
  time: Instant,
  byNs: number,
): NewEvent<"alarm-signal"> {
  const body: AlarmSignal = {
    code: "server-clock-step" satisfies AlarmCode,
    subject: { kind: "server", id: "clock" },
    state: "raised",
    severity: "warning",
    message: `The server's clock jumped by ${seconds(byNs)}; for a while its times are in doubt.`,
    details: { stepS: byNs / 1e9 },
  };
  return { type: "alarm-signal", tenantId, key: tenantId, time, body };
}

export function offlineAlarm(
  gateway: Gateway,
  time: Instant,
  lastHeardAt: Instant,
): NewEvent<"alarm-signal"> {
  return signal(gateway, time, {
    code: "gateway-offline",
    state: "raised",
    severity: "critical",
    message: `Gateway ${gateway.name} has not been heard of since ${formatInstant(lastHeardAt).slice(0, 19)}Z.`,
    details: { lastSeenAt: formatInstant(lastHeardAt) },
  });
}

export function onlineAgain(gateway: Gateway, time: Instant): NewEvent<"alarm-signal"> {
  return signal(gateway, time, {
    code: "gateway-offline",
    state: "ended",
    severity: "info",
    message: `Gateway ${gateway.name} is back.`,
  });
}

function seconds(ns: number): string {
  const s = ns / 1e9;
  return `${Math.abs(s) >= 1 ? s.toFixed(1) : s.toPrecision(2)} s`;
}
