import type { DeviceId, NewKey, TenantId } from "@lorats/base";
import type { Cursor, NewEvent } from "@lorats/events";
import { DEVICE_EVENTS, evolve } from "../device/evolve.ts";
import type { DeviceState } from "../device/state.ts";

interface Touched {
  readonly tenantId: TenantId;
  state: DeviceState;
  /** Index of the newest event that the state reflects. */
  newest: number;
}

/**
 * A batch of decisions that become durable together. States move on as events are added, so that a second frame
 * of a device within the batch is judged after the first; nothing outside sees them before the log has them.
 */
export class Turn {
  readonly events: NewEvent[] = [];
  readonly keys: NewKey[] = [];
  readonly #before: (id: DeviceId) => DeviceState;
  readonly #touched = new Map<DeviceId, Touched>();
  readonly #afterwards: ((positions: readonly Cursor[]) => void)[] = [];

  readonly #undo: (() => void)[] = [];

  constructor(before: (id: DeviceId) => DeviceState) {
    this.#before = before;
  }

  state(id: DeviceId): DeviceState {
    return this.decided(id) ?? this.#before(id);
  }

  /** A device's state where this turn has changed it. */
  decided(id: DeviceId): DeviceState | undefined {
    return this.#touched.get(id)?.state;
  }

  add(...events: readonly NewEvent[]): void {
    for (const event of events) {
      const index = this.events.push(event) - 1;
      if (!DEVICE_EVENTS.includes(event.type)) continue;
      const id = event.key as DeviceId;
      const state = evolve(this.state(id), event);
      const touched = this.#touched.get(id);
      if (touched) Object.assign(touched, { state, newest: index });
      else this.#touched.set(id, { tenantId: event.tenantId, state, newest: index });
    }
  }

  /** What to undo when the log did not take the events. */
  abandoned(call: () => void): void {
    this.#undo.push(call);
  }

  abandon(): void {
    for (const call of this.#undo) call();
  }

  /** What to do once everything added is durable. */
  afterwards(call: (positions: readonly Cursor[]) => void): void {
    this.#afterwards.push(call);
  }

  /** Devices whose state changed, with the position of the event that changed it last. */
  *changed(
    positions: readonly Cursor[],
  ): Iterable<{ id: DeviceId; tenantId: TenantId; state: DeviceState; position: Cursor }> {
    for (const [id, { tenantId, state, newest }] of this.#touched) {
      yield { id, tenantId, state, position: positions[newest]! };
    }
  }

  finish(positions: readonly Cursor[]): void {
    for (const call of this.#afterwards) call(positions);
  }
}
