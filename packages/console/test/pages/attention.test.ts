import assert from "node:assert/strict";
import { it } from "node:test";
import type { Alarm, Gateway, Integration } from "@lorats/api";
import { concernsOf } from "../../src/pages/overview/attention.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");

function alarm(id: string, severity: Alarm["severity"], more: Partial<Alarm> = {}): Alarm {
  const subject = { kind: "device", id: "d" };
  return { id, severity, subject, state: "open", message: id, ...more } as unknown as Alarm;
}

const gateway = (id: string, state: Gateway["state"], disabled = false) =>
  ({ id, name: id, state, disabled }) as unknown as Gateway;

it("the worst stands first, and nothing is said twice", () => {
  const about = { kind: "gateway", id: "off" };
  const concerns = concernsOf(
    {
      alarms: [
        alarm("w", "warning"),
        alarm("c", "critical"),
        alarm("seen to", "critical", { state: "acknowledged" }),
        alarm("quiet", "critical", { snoozedUntil: "2026-01-01T01:00:00Z" }),
        alarm("again", "info", { snoozedUntil: "2025-12-31T23:00:00Z" }),
        alarm("g", "info", { subject: about } as unknown as Partial<Alarm>),
      ],
      gateways: [
        gateway("new", "never-seen"),
        gateway("off", "offline"),
        gateway("silent", "offline"),
        gateway("ignored", "offline", true),
        gateway("on", "online"),
      ],
      integrations: [
        { id: "i", enabled: true, status: { lastError: "503" } } as unknown as Integration,
        { id: "j", enabled: true, status: {} } as unknown as Integration,
      ],
      replayed: 2,
      suspect: 0,
    },
    NOW,
  );
  assert.deepEqual(
    concerns.map((one) =>
      one.kind === "alarm"
        ? one.alarm.id
        : one.kind === "gateway"
          ? one.gateway.id
          : one.kind === "integration"
            ? one.integration.id
            : `${one.count} ${one.verdict}`,
    ),
    ["c", "w", "again", "g", "2 replayed", "silent", "new", "i"],
  );
});
