import type { Clock } from "@lorats/base";
import { newEvent, type AlarmCode, type AlarmSignal, type EventLog } from "@lorats/events";
import type { Gateway } from "@lorats/network";

export type GatewaySignal = Omit<AlarmSignal, "subject" | "code"> & { readonly code: AlarmCode };

export interface GatewayAlarmsParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly failed: (error: unknown) => void;
}

/** Tells the alarm engine, through the log, what doors notice about gateways. */
export class GatewayAlarms {
  readonly #parts: GatewayAlarmsParts;
  /** What was raised and has not ended, so that nothing is said twice. */
  readonly #raised = new Set<string>();

  constructor(parts: GatewayAlarmsParts) {
    this.#parts = parts;
  }

  signal(gateway: Pick<Gateway, "id" | "tenantId">, signal: GatewaySignal): void {
    const name = `${gateway.id}:${signal.code}`;
    if (signal.state === "raised" && this.#raised.has(name)) return;
    if (signal.state === "ended" && !this.#raised.delete(name)) return;
    if (signal.state === "raised") this.#raised.add(name);
    const { log, clock, failed } = this.#parts;
    const at = { tenantId: gateway.tenantId, key: gateway.id, time: clock.now() };
    const subject = { kind: "gateway" as const, id: gateway.id };
    log.append([newEvent("alarm-signal", at, { ...signal, subject })]).catch((error: unknown) => {
      // Said again at the next occasion.
      if (signal.state === "raised") this.#raised.delete(name);
      failed(error);
    });
  }
}
