import type { Battery } from "./battery.ts";
import type { DeviceState } from "./device-state.ts";
import type { Flash } from "./flash.ts";

/** What a device knows; every change goes to its flash. */
export class DeviceMemory {
  readonly #flash: Flash<DeviceState>;
  readonly #battery: Battery | undefined;
  #state: DeviceState;

  constructor(state: DeviceState, flash: Flash<DeviceState>, battery: Battery | undefined) {
    this.#state = state;
    this.#flash = flash;
    this.#battery = battery;
  }

  get state(): DeviceState {
    return this.#state;
  }

  save(state: DeviceState): void {
    this.#state = this.#battery ? { ...state, usedMah: this.#battery.usedMah } : state;
    this.#flash.write(this.#state);
  }
}
