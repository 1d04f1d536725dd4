import type { Clock, DeviceId } from "@lorats/base";
import type { Session } from "../device/session.ts";
import { speaks11 } from "../device/session.ts";
import type { DeviceState } from "../device/state.ts";
import type { QueueItem } from "../ports/downlink-queue.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import { Agenda } from "./agenda.ts";
import type { NetworkInitiatedOpportunity, Opportunity } from "./opportunity.ts";

/** Between two messages to one device: it has to hear the end of the first and turn around. */
const PAUSE_MS = 2000;
/** After nobody could send: doubling from here … to there. */
const RETRY_MS = 5000;
const MAX_RETRY_MS = 600_000;
/** RX2 opens a second after RX1 and its frame takes a while. */
const AFTER_RX1_MS = 4000;

/**
 * The class in which a device listens without having sent; nothing when it does not. Class B is what its last frame
 * said; class C 1.0.x does by its profile, while 1.1 says when.
 */
function listeningClass(
  { session }: Pick<DeviceState, "session">,
  profile: DeviceProfile,
): "class-b" | "class-c" | undefined {
  if (!session?.last) return undefined;
  if (profile.classB && session.deviceClass === "B") return "class-b";
  if (!profile.classC) return undefined;
  const isC = speaks11(session) ? session.deviceClass === "C" : true;
  return isC ? "class-c" : undefined;
}

/** A moment on the server's monotonic clock for a message, not before the one wanted. */
export type WhenToDecide = (
  opportunity: NetworkInitiatedOpportunity,
  session: Session,
  notBeforeMono: bigint,
) => bigint;

/**
 * Knows when the next message to a device of class B or C is to be decided: one at a time, never into its class A
 * windows, in class B shortly before a ping slot.
 */
export class NetworkInitiatedDesk {
  readonly #clock: Clock;
  readonly #when: WhenToDecide;
  readonly #agenda: Agenda<NetworkInitiatedOpportunity>;
  readonly #next = new Map<DeviceId, NetworkInitiatedOpportunity>();
  /** Until then a device's class A windows are open. */
  readonly #busyUntil = new Map<DeviceId, bigint>();
  readonly #failures = new Map<DeviceId, number>();

  constructor(
    clock: Clock,
    when: WhenToDecide,
    onDue: (due: readonly NetworkInitiatedOpportunity[]) => void,
  ) {
    this.#clock = clock;
    this.#when = when;
    this.#agenda = new Agenda(clock, (due) => {
      const current = due.filter((one) => this.#next.get(one.device.id) === one);
      for (const { device } of current) this.#next.delete(device.id);
      if (current.length > 0) onDue(current);
    });
  }

  /** Something may wait for the device. */
  wake(device: Device, profile: DeviceProfile, state: DeviceState, afterMs = 0): void {
    const kind = listeningClass(state, profile);
    if (!kind) return;
    const now = this.#clock.monotonic();
    const busy = this.#busyUntil.get(device.id) ?? 0n;
    if (busy <= now) this.#busyUntil.delete(device.id);
    const wanted = now + BigInt(Math.round(afterMs * 1e6));
    const opportunity: NetworkInitiatedOpportunity = { kind, device, profile };
    this.#next.set(device.id, opportunity);
    const notBefore = wanted > busy ? wanted : busy;
    this.#agenda.add(this.#when(opportunity, state.session!, notBefore), opportunity);
  }

  /** The device sent a frame: first its class A windows. */
  heard(device: Device, profile: DeviceProfile, state: DeviceState): void {
    if (!listeningClass(state, profile)) return;
    const openMs = state.session!.radio.rx1DelayS * 1000 + AFTER_RX1_MS;
    this.#busyUntil.set(device.id, this.#clock.monotonic() + BigInt(openMs) * 1_000_000n);
    this.#failures.delete(device.id);
    this.wake(device, profile, state);
  }

  /** What became of a message. */
  sent(
    { kind, device, profile }: Opportunity,
    state: DeviceState,
    ok: boolean,
    item: QueueItem | undefined,
  ): void {
    if ((kind !== "class-b" && kind !== "class-c") || !item) return;
    if (!ok) {
      const failures = this.#failures.get(device.id) ?? 0;
      this.#failures.set(device.id, failures + 1);
      const waitMs = Math.min(RETRY_MS * 2 ** failures, MAX_RETRY_MS);
      return this.wake(device, profile, state, waitMs);
    }
    this.#failures.delete(device.id);
    const timeoutS = (kind === "class-b" ? profile.classB : profile.classC)?.timeoutS ?? 0;
    const waitMs = item.confirmed ? timeoutS * 1000 + 1 : 0;
    this.wake(device, profile, state, Math.max(PAUSE_MS, waitMs));
  }

  stop(): void {
    this.#agenda.stop();
    this.#next.clear();
  }
}
