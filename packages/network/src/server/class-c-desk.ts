import type { Clock, DeviceId } from "@lorats/base";
import type { DeviceState } from "../device/state.ts";
import { speaks11 } from "../device/session.ts";
import type { QueueItem } from "../ports/downlink-queue.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import { Agenda } from "./agenda.ts";
import type { ClassCOpportunity, Opportunity } from "./opportunity.ts";

/** Between two messages to one device: it has to hear the end of the first and turn around. */
const PAUSE_MS = 2000;
/** After nobody could send: doubling from here … to there. */
const RETRY_MS = 5000;
const MAX_RETRY_MS = 600_000;
/** RX2 opens a second after RX1 and its frame takes a while. */
const AFTER_RX1_MS = 4000;

/** Does this device listen all the time? 1.0.x does so by its profile, 1.1 says when. */
export function isClassC({ session }: DeviceState, profile: DeviceProfile): boolean {
  if (!profile.classC || !session?.last) return false;
  return speaks11(session) ? session.deviceClass === "C" : true;
}

/** Knows when the next message to a class C device may go out: one at a time, never into its class A windows. */
export class ClassCDesk {
  readonly #clock: Clock;
  readonly #agenda: Agenda<ClassCOpportunity>;
  readonly #next = new Map<DeviceId, ClassCOpportunity>();
  /** Until then a device's class A windows are open. */
  readonly #busyUntil = new Map<DeviceId, bigint>();
  readonly #failures = new Map<DeviceId, number>();

  constructor(clock: Clock, onDue: (due: readonly ClassCOpportunity[]) => void) {
    this.#clock = clock;
    this.#agenda = new Agenda(clock, (due) => {
      const current = due.filter((one) => this.#next.get(one.device.id) === one);
      for (const { device } of current) this.#next.delete(device.id);
      if (current.length > 0) onDue(current);
    });
  }

  /** Something may wait for the device. */
  wake(device: Device, profile: DeviceProfile, afterMs = 0): void {
    const now = this.#clock.monotonic();
    const busy = this.#busyUntil.get(device.id) ?? 0n;
    if (busy <= now) this.#busyUntil.delete(device.id);
    const wanted = now + BigInt(Math.round(afterMs * 1e6));
    const opportunity: ClassCOpportunity = { kind: "class-c", device, profile };
    this.#next.set(device.id, opportunity);
    this.#agenda.add(wanted > busy ? wanted : busy, opportunity);
  }

  /** The device sent a frame: first its class A windows. */
  heard(device: Device, profile: DeviceProfile, rx1DelayS: number): void {
    const openMs = rx1DelayS * 1000 + AFTER_RX1_MS;
    this.#busyUntil.set(device.id, this.#clock.monotonic() + BigInt(openMs) * 1_000_000n);
    this.#failures.delete(device.id);
    this.wake(device, profile);
  }

  /** What became of a message. */
  sent(opportunity: Opportunity, ok: boolean, item: QueueItem | undefined): void {
    const { kind, device, profile } = opportunity;
    if (kind !== "class-c" || !item) return;
    if (!ok) {
      const failures = this.#failures.get(device.id) ?? 0;
      this.#failures.set(device.id, failures + 1);
      return this.wake(device, profile, Math.min(RETRY_MS * 2 ** failures, MAX_RETRY_MS));
    }
    this.#failures.delete(device.id);
    const waitMs = item.confirmed ? (profile.classC?.timeoutS ?? 0) * 1000 + 1 : 0;
    this.wake(device, profile, Math.max(PAUSE_MS, waitMs));
  }

  stop(): void {
    this.#agenda.stop();
    this.#next.clear();
  }
}
