import type { Clock, DeviceId } from "@lorats/base";
import type { Ciphers } from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import type { DeviceState } from "../device/state.ts";
import { pingSlotPlan, pingSlots } from "../downlink/ping-slots.ts";
import type { QueueItem } from "../ports/downlink-queue.ts";
import { regionOf } from "../radio/regions.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import { Agenda } from "./agenda.ts";
import { NetworkInitiatedDesk } from "./network-initiated-desk.ts";
import type { ClassAOpportunity, NetworkInitiatedOpportunity, Opportunity } from "./opportunity.ts";
import type { Reach } from "./reach.ts";
import type { WarmDevices } from "./warm-devices.ts";

export interface TimetableParts {
  readonly clock: Clock;
  readonly ciphers: Ciphers;
  readonly devices: WarmDevices;
  readonly reach: Reach;
  /** @param dueMono when the first of them was due, where a window does not wait */
  readonly onDue: (opportunities: readonly Opportunity[], dueMono?: bigint) => void;
}

/** Before a ping slot, so that what applications say until then goes along and counters stay in order. */
const SLOT_LEAD_NS = 1_000_000_000n;

/** Knows when which downlink is to be decided: at the latest moment that is safe. */
export class Timetable {
  readonly #parts: TimetableParts;
  readonly #agenda: Agenda<ClassAOpportunity>;
  readonly #unprompted: NetworkInitiatedDesk;
  /** The newest opportunity of each device: an older one's windows are over. */
  readonly #newest = new Map<DeviceId, ClassAOpportunity>();

  constructor(parts: TimetableParts) {
    this.#parts = parts;
    const { clock, onDue } = parts;
    this.#agenda = new Agenda(clock, (due, firstDueMono) => {
      const current = due.filter((one) => this.#newest.get(one.device.id) === one);
      for (const { device } of current) this.#newest.delete(device.id);
      onDue(current, firstDueMono);
    });
    this.#unprompted = new NetworkInitiatedDesk(
      clock,
      (opportunity, session, notBefore) => this.#when(opportunity, session, notBefore),
      onDue,
    );
  }

  /** A device was heard and listens for a moment. */
  heard(opportunity: ClassAOpportunity): void {
    const { device, profile } = opportunity;
    const state = this.#parts.devices.state(device.id);
    this.#newest.set(device.id, opportunity);
    this.#agenda.add(this.#parts.reach.dueMono(opportunity, state.session), opportunity);
    if (opportunity.kind === "data") this.#unprompted.heard(device, profile, state);
  }

  /** Something may wait for a device. */
  wake(device: Device, profile: DeviceProfile): void {
    this.#unprompted.wake(device, profile, this.#state(device));
  }

  /** What became of a downlink. */
  sent(opportunity: Opportunity, ok: boolean, item: QueueItem | undefined): void {
    this.#unprompted.sent(opportunity, this.#state(opportunity.device), ok, item);
  }

  stop(): void {
    this.#agenda.stop();
    this.#unprompted.stop();
  }

  #state({ id }: Device): DeviceState {
    return this.#parts.devices.state(id);
  }

  #when(
    { kind, profile }: NetworkInitiatedOpportunity,
    session: Session,
    notBeforeMono: bigint,
  ): bigint {
    if (kind === "class-c") return notBeforeMono;
    const { clock, ciphers } = this.#parts;
    const region = regionOf(profile);
    const from = { mono: notBeforeMono + SLOT_LEAD_NS, count: 1 };
    const [slot] = pingSlots(ciphers, clock, region, pingSlotPlan(region, session, profile), from);
    return slot ? slot.startMono - SLOT_LEAD_NS : notBeforeMono;
  }
}
