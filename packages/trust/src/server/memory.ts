import type { DeviceId } from "@lorats/base";
import { silentFromS } from "../signals/device-signals.ts";
import { decodeDevice, encodeDevice } from "../state/device-codec.ts";
import { NEW_DEVICE, type DeviceTrust } from "../state/device-trust.ts";
import { decodeGateway, encodeGateway } from "../state/gateway-codec.ts";
import { NEW_GATEWAY, type GatewayTrust } from "../state/gateway-trust.ts";
import type { TrustPositions, TrustStore } from "../ports/trust-store.ts";
import { STATE_FORMAT } from "../state/state-bytes.ts";
import { Warm } from "./warm.ts";

const MAX_DEVICES = 200_000;
const MAX_GATEWAYS = 50_000;

/** Devices and gateways in memory, and the positions that they reflect. */
export class Memory {
  readonly devices: Warm<DeviceTrust>;
  readonly gateways: Warm<GatewayTrust>;
  positions: TrustPositions = {};
  readonly #store: TrustStore;
  #saving: Promise<void> = Promise.resolve();
  #saved: TrustPositions = {};

  constructor(store: TrustStore, damaged: (error: unknown) => void) {
    this.#store = store;
    this.devices = new Warm({
      kind: "device",
      store,
      capacity: MAX_DEVICES,
      blank: NEW_DEVICE,
      encode: encodeDevice,
      decode: decodeDevice,
      dueAtMs,
      damaged,
    });
    this.gateways = new Warm({
      kind: "gateway",
      store,
      capacity: MAX_GATEWAYS,
      blank: NEW_GATEWAY,
      encode: encodeGateway,
      decode: decodeGateway,
      damaged,
    });
  }

  /** Reads the positions and every gateway; what another release wrote is thrown away, to be made again from the log. */
  async open(): Promise<void> {
    const gateways = await this.#store.all("gateway");
    if (gateways.some(({ state }) => state[0] !== STATE_FORMAT)) {
      await this.#store.clear();
      return;
    }
    this.positions = await this.#store.positions();
    this.#saved = this.positions;
    for (const row of gateways) this.gateways.admit(row);
  }

  get isDirty(): boolean {
    const { frames, others } = this.positions;
    const moved = frames !== this.#saved.frames || others !== this.#saved.others;
    return moved || this.devices.dirtyCount > 0 || this.gateways.dirtyCount > 0;
  }

  /** Writes what changed, with the positions that it reflects, in one commit. One save runs at a time. */
  save(): Promise<void> {
    const next = this.#saving.then(() => this.#saveNow());
    this.#saving = next.catch(() => {});
    return next;
  }

  async #saveNow(): Promise<void> {
    if (!this.isDirty) return;
    const positions = this.positions;
    const devices = this.devices.takeDirty();
    const gateways = this.gateways.takeDirty();
    try {
      await this.#store.save([...devices, ...gateways], positions);
      this.#saved = positions;
    } catch (error) {
      this.devices.giveBack(devices);
      this.gateways.giveBack(gateways);
      throw error;
    }
  }

  async forget(ids: readonly DeviceId[]): Promise<void> {
    await this.#saving;
    this.devices.forget(ids);
    await this.#store.delete("device", ids);
  }
}

function dueAtMs({ last, meanIntervalS, frames, signs }: DeviceTrust): number | undefined {
  if (!last || signs.raised["device-silent"] !== undefined) return undefined;
  const dueS = silentFromS(last.sentS, meanIntervalS, frames);
  return dueS === undefined ? undefined : Math.round(dueS * 1000);
}
