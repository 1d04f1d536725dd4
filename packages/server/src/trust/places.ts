import type { DeviceId, GatewayId } from "@lorats/base";
import type { Place } from "@lorats/events";
import type { Device, Gateway, Registry } from "@lorats/network";
import type { Places } from "@lorats/trust";

const MAX_DEVICES = 200_000;
/** Gateways whose receivers tell where they are move now and then; so often they are asked again. */
const FRESH_MS = 60_000;
const PAGE = 1000;

/**
 * Places as the registry has them: of gateways as somebody entered them, or else as their own receivers report; of devices
 * that stay where they are by their variables `latitude`, `longitude` (degrees) and `altitude` (m).
 */
export class RegistryPlaces implements Places {
  readonly #registry: Registry;
  readonly #nowMs: () => number;
  readonly #devices = new Map<DeviceId, Place | undefined>();
  #gateways: ReadonlyMap<GatewayId, Place> = new Map();
  #loaded: Promise<void> | undefined;
  #loadedMs = 0;
  readonly #unsubscribe: () => void;

  constructor(registry: Registry, nowMs: () => number) {
    this.#registry = registry;
    this.#nowMs = nowMs;
    this.#unsubscribe = registry.subscribe(({ kind, ids }) => {
      if (kind === "device") for (const id of ids) this.#devices.delete(id as DeviceId);
      if (kind === "gateway") this.#loaded = undefined;
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  async prepare(ids: readonly DeviceId[]): Promise<void> {
    await Promise.all([this.#prepareGateways(), this.#prepareDevices(ids)]);
  }

  ofDevice(id: DeviceId): Place | undefined {
    return this.#devices.get(id);
  }

  ofGateway(id: GatewayId): Place | undefined {
    return this.#gateways.get(id);
  }

  async #prepareDevices(ids: readonly DeviceId[]): Promise<void> {
    const unknown = ids.filter((id) => !this.#devices.has(id));
    if (unknown.length === 0) return;
    if (this.#devices.size > MAX_DEVICES) this.#devices.clear();
    const found = await this.#registry.devices.get(unknown);
    for (const id of unknown) this.#devices.set(id, placeOfDevice(found.get(id)));
  }

  #prepareGateways(): Promise<void> {
    if (!this.#loaded || this.#nowMs() - this.#loadedMs > FRESH_MS) {
      this.#loadedMs = this.#nowMs();
      const loading = this.#loadGateways();
      // What failed is tried again with the next frame; frames are dated without it meanwhile.
      this.#loaded = loading.catch(() => {
        this.#loaded = undefined;
      });
    }
    return this.#loaded;
  }

  async #loadGateways(): Promise<void> {
    const { gateways } = this.#registry;
    const places = new Map<GatewayId, Place>();
    for (let after: string | undefined; ;) {
      const page = await gateways.list({ after, limit: PAGE });
      const seen = await gateways.lastSeen(page.items.map(({ id }) => id));
      for (const gateway of page.items) {
        const place = placeOfGateway(gateway, seen.get(gateway.id)?.reportedLocation);
        if (place) places.set(gateway.id, place);
      }
      if (page.next === undefined) break;
      after = page.next;
    }
    this.#gateways = places;
  }
}

function placeOfGateway({ location }: Gateway, reported: Gateway["location"]): Place | undefined {
  const place = location ?? reported;
  // (0, 0) is what gateways without a receiver report.
  return place && (place.latitudeDeg !== 0 || place.longitudeDeg !== 0) ? place : undefined;
}

function placeOfDevice(device: Device | undefined): Place | undefined {
  const { latitude, longitude, altitude } = device?.variables ?? {};
  const [latitudeDeg, longitudeDeg] = [numberOf(latitude), numberOf(longitude)];
  const altitudeM = numberOf(altitude);
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  if (Math.abs(latitudeDeg) > 90 || Math.abs(longitudeDeg) > 180) return undefined;
  return { latitudeDeg, longitudeDeg, ...(altitudeM !== undefined && { altitudeM }) };
}

function numberOf(text: string | undefined): number | undefined {
  const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
