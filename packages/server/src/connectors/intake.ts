import {
  CallerError,
  formatInstant,
  newId,
  toBase64,
  type DeviceId,
  type Eui64,
  type Instant,
  type Refusal,
  type TenantId,
} from "@lorats/base";
import { newEvent, type NewEvent, type Observation } from "@lorats/events";
import type { Device } from "@lorats/network";
import { euiOf, observationId, type Connector, type Observed } from "@lorats/platform";
import { recordChange } from "../audit.ts";
import { showDevice } from "../devices/device-view.ts";
import type { Services } from "../services.ts";
import { SeenObservations } from "./seen.ts";

export interface Taken {
  readonly kept: number;
  /** There already: the other side said them before. */
  readonly repeated: number;
  /** By code, with a reason; they stand in the log, too. */
  readonly refused: readonly { readonly code: string; readonly reason: string }[];
}

/** Who brings something: a connector, or a key with which a device speaks for itself. */
interface ObservationSource {
  readonly id: string;
  readonly tenantId: TenantId;
}

type Parts = Pick<Services, "clock" | "random" | "stores" | "lastSeen" | "quotas">;

/** A device's own clock, or the other side's, may run ahead by this much before it is not believed. */
const MAX_AHEAD_NS = 300_000_000_000n;

/**
 * Takes what a connector brought: finds or makes the devices, leaves out what is there already, and stores the rest. Resolves
 * when it is durable; what fails before was not taken, and may be brought again.
 */
export class ConnectorIntake {
  readonly #parts: Parts;
  readonly #seen: SeenObservations;
  /** The same message may come twice at once, by webhook and broker. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#seen = new SeenObservations(parts.stores.log);
  }

  async take(connector: Connector, observed: readonly Observed[]): Promise<Taken> {
    const devices = await this.#devicesOf(connector, observed);
    return this.keep(connector, observed, (one) => devices.get(euiOf(one))!);
  }

  /** The same where it is known which device each is about, or why none. */
  async keep(
    source: ObservationSource,
    observed: readonly Observed[],
    deviceOf: (one: Observed) => Device | Refusal,
  ): Promise<Taken> {
    const receivedAt = this.#parts.clock.now();
    const fresh: { id: string; device: Device; event: NewEvent<"observation"> }[] = [];
    const refusals: { observed: Observed; refusal: Refusal }[] = [];
    const awaited: Promise<unknown>[] = [];
    let repeated = 0;
    for (const one of observed) {
      const device = deviceOf(one);
      if ("code" in device) {
        refusals.push({ observed: one, refusal: device });
        continue;
      }
      const id = this.#idOf(source, one);
      const underWay = this.#underWay.get(id);
      const here = fresh.some((other) => other.id === id);
      if (here || underWay || (await this.#seen.has(device.id, id))) {
        repeated++;
        if (underWay) awaited.push(underWay);
        continue;
      }
      fresh.push({ id, device, event: eventOf(source, device, one, { id, receivedAt }) });
    }
    const refused = refusals.map((one) => refusalOf(source, one.observed, one.refusal, receivedAt));
    const events = [...fresh.map(({ event }) => event), ...refused];
    const storing = events.length > 0 ? this.#parts.stores.log.append(events) : Promise.resolve();
    for (const { id } of fresh) this.#underWay.set(id, storing);
    try {
      await Promise.all([storing, ...awaited]);
      for (const { device, id } of fresh) await this.#seen.add(device.id, id);
    } finally {
      for (const { id } of fresh) this.#underWay.delete(id);
    }
    this.#parts.lastSeen.note(events);
    const reasons = refusals.map(({ refusal: { code, reason } }) => ({ code, reason }));
    return { kept: fresh.length, repeated, refused: reasons };
  }

  #idOf({ id }: ObservationSource, { identity, messageId }: Observed): string {
    const { clock, random } = this.#parts;
    if (messageId === undefined) return newId<string>(clock, random);
    return observationId(id, identity, messageId);
  }

  /** By EUI: the device, or why there is none. */
  async #devicesOf(
    connector: Connector,
    observed: readonly Observed[],
  ): Promise<ReadonlyMap<Eui64, Device | Refusal>> {
    const { registry } = this.#parts.stores;
    const byEui = new Map(observed.map((one) => [euiOf(one), one]));
    const known = await registry.devices.byEui([...byEui.keys()]);
    const found = new Map<Eui64, Device | Refusal>();
    for (const [eui, one] of byEui) {
      const device = known.get(eui)?.find(({ tenantId }) => tenantId === connector.tenantId);
      found.set(eui, device ? fitting(connector, device) : await this.#make(connector, eui, one));
    }
    return found;
  }

  async #make(connector: Connector, devEui: Eui64, one: Observed): Promise<Device | Refusal> {
    const { network, id: name } = one.identity;
    if (!connector.createsDevices) {
      const reason = `no device is known as ${network} ${name}`;
      return { ok: false, code: "CONNECTOR_UNKNOWN_DEVICE", reason };
    }
    const { stores, clock, random, quotas } = this.#parts;
    const { tenantId, applicationId, profileId } = connector;
    const { registry } = stores;
    const id = newId<DeviceId>(clock, random);
    try {
      if ((await quotas.room(tenantId, "devices")) === 0) {
        const full = await quotas.refuse(tenantId, "devices", `connector:${connector.id}`);
        return { ok: false, code: full.code, reason: full.message };
      }
      const [device] = await registry.devices.create([
        {
          id,
          tenantId,
          applicationId,
          profileId,
          devEui,
          name: (one.name ?? `${network} ${name}`).slice(0, 100),
          description: `Brought by the connector “${connector.name}”`.slice(0, 2000),
          tags: { network, identity: name },
          variables: {},
          disabled: false,
        },
      ]);
      const actor = `connector:${connector.id}`;
      const after = showDevice(device!);
      await recordChange(this.#parts, { actor, tenantId, kind: "device", id, after });
      return device!;
    } catch (error) {
      if (!(error instanceof CallerError)) throw error;
      // Somebody else made it in this moment.
      const again = (await registry.devices.byEui([devEui])).get(devEui);
      const device = again?.find((other) => other.tenantId === tenantId);
      if (device) return fitting(connector, device);
      return { ok: false, code: error.code, reason: error.message };
    }
  }
}

/** A connector speaks for devices of its own application only. */
function fitting({ applicationId }: Connector, device: Device): Device | Refusal {
  if (device.applicationId !== applicationId) {
    const reason = `${device.devEui} belongs to another application`;
    return { ok: false, code: "CONNECTOR_OTHER_APPLICATION", reason };
  }
  if (!device.disabled) return device;
  return { ok: false, code: "CONNECTOR_DEVICE_DISABLED", reason: `${device.devEui} is disabled` };
}

function eventOf(
  { id: connectorId }: ObservationSource,
  device: Device,
  one: Observed,
  { id, receivedAt }: { readonly id: string; readonly receivedAt: Instant },
): NewEvent<"observation"> {
  const { identity, fCnt, fPort, confirmed, freqHz, modulation } = one;
  const { heardAt, payload, object, place } = one;
  const believed = heardAt !== undefined && heardAt <= receivedAt + MAX_AHEAD_NS;
  const body = {
    identity,
    fCnt,
    fPort,
    confirmed,
    freqHz,
    modulation,
    observationId: id,
    deviceId: device.id,
    applicationId: device.applicationId,
    devEui: device.devEui,
    connectorId,
    receivedAt: formatInstant(receivedAt),
    heardAt: heardAt === undefined ? undefined : formatInstant(heardAt),
    payload: payload && toBase64(payload),
    content: object || place ? JSON.stringify({ object, place }) : undefined,
    heardBy: one.heardBy.slice(0, MAX_STATIONS),
  };
  const present = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined),
  );
  const at = { tenantId: device.tenantId, key: device.id, time: believed ? heardAt : receivedAt };
  return newEvent("observation", at, present as unknown as Observation);
}

const MAX_STATIONS = 100;

function refusalOf(
  { tenantId, id }: ObservationSource,
  one: Observed,
  { code, reason }: Refusal,
  time: Instant,
): NewEvent<"refusal"> {
  const body = { code, reason, devEui: euiOf(one), receptions: [] };
  return newEvent("refusal", { tenantId, key: id, time }, body);
}
