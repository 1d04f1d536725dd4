import { systemClock } from "@lorats/base/node";
import type { Integration, IntegrationId, Message } from "@lorats/platform";
import type { Target, TargetContext, IntegrationKind } from "../../src/integrations/target.ts";
import { id } from "../harness.ts";

const tenantId = id<Message["tenantId"]>();
const applicationId = id<Message["applicationId"]>();
const deviceId = id<Message["deviceId"]>();

/** An `up` as the translator makes it, with one value. */
export function upMessage(n: number, json: Record<string, unknown> = {}): Message {
  return {
    position: `p${n}` as Message["position"],
    kind: "up",
    tenantId,
    applicationId,
    deviceId,
    devEui: "0102030405060708" as Message["devEui"],
    json: {
      time: `2026-11-26T08:00:${String(n).padStart(2, "0")}.123456789+00:00`,
      deviceInfo: { deviceName: "Meter 1" },
      fCnt: n,
      object: { level: n, air: { t: 20.5 } },
      ...json,
    },
  };
}

export function targetContext(
  kind: string,
  settings: Record<string, unknown>,
  { secret = "secret", allowPrivate = true } = {},
): TargetContext {
  const integration: Integration = {
    id: id<IntegrationId>(),
    tenantId,
    kind,
    name: "test",
    enabled: true,
    settings,
    createdAt: systemClock.now(),
    version: 1,
  };
  return {
    integration,
    secret: new TextEncoder().encode(secret),
    clock: systemClock,
    allowPrivate,
  };
}

export function openTarget(
  kind: IntegrationKind,
  settings: Record<string, unknown>,
  options: { readonly secret?: string; readonly allowPrivate?: boolean } = {},
): Target {
  return kind.open(targetContext(kind.kind, settings, options));
}
