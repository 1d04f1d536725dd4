import { fromBase64, type DeviceId } from "@lorats/base";
import type { Uplink } from "@lorats/events";
import type { Registry } from "@lorats/network";
import { codecOf } from "@lorats/platform";
import type { Payloads } from "@lorats/trust";
import { temperatureIn } from "./temperature-in.ts";

const MAX_DEVICES = 200_000;

/**
 * The temperatures that devices report, read by the built-in codecs of their profiles while the frame is judged. What takes a
 * script comes later: see `late-temperatures.ts`.
 */
export class PayloadTemperatures implements Payloads {
  readonly #registry: Registry;
  /** Codec by device; absent codecs are known, too. */
  readonly #codecs = new Map<DeviceId, string>();
  readonly #unsubscribe: () => void;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#unsubscribe = registry.subscribe(({ kind, ids }) => {
      if (kind === "device") for (const id of ids) this.#codecs.delete(id as DeviceId);
      if (kind === "device-profile") this.#codecs.clear();
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  async prepare(ids: readonly DeviceId[]): Promise<void> {
    const unknown = ids.filter((id) => !this.#codecs.has(id));
    if (unknown.length === 0) return;
    if (this.#codecs.size > MAX_DEVICES) this.#codecs.clear();
    const { devices, deviceProfiles } = this.#registry;
    const found = await devices.get(unknown);
    const profiles = await deviceProfiles.get([
      ...new Set([...found.values()].map(({ profileId }) => profileId)),
    ]);
    for (const id of unknown) {
      const device = found.get(id);
      this.#codecs.set(id, (device && profiles.get(device.profileId)?.codec.kind) ?? "none");
    }
  }

  temperatureOf({ deviceId, fPort, frmPayload }: Uplink): number | undefined {
    const kind = this.#codecs.get(deviceId);
    if (kind === undefined || kind === "none" || !fPort || frmPayload === "") return undefined;
    const decoded = codecOf(kind)?.decode({ fPort, bytes: fromBase64(frmPayload) });
    return decoded?.ok ? temperatureIn(decoded.value) : undefined;
  }
}
