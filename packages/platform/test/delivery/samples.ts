import {
  SeededRandom,
  VirtualClock,
  newId,
  type ApplicationId,
  type DevAddr,
  type DeviceId,
  type DeviceProfileId,
  type Eui64,
  type GatewayId,
  type KeyId,
  type TenantId,
} from "@lorats/base";
import {
  MemoryEventLog,
  newEvent,
  type Cursor,
  type EventBody,
  type NewEvent,
} from "@lorats/events";
import {
  PayloadCodecs,
  SandboxRunner,
  Translator,
  UplinkPipeline,
  type DeviceCard,
  type Directory,
  type GatewayPlace,
} from "@lorats/platform";

const clock = new VirtualClock();
const random = new SeededRandom(3);
export function id<T extends string>(): T {
  clock.advance(1);
  return newId<T>(clock, random);
}

export const TENANT: TenantId = id();
export const T0 = 1_795_243_699_123_456_789n;
export const GATEWAY: GatewayId = id();
export const GATEWAY_EUI = "0016c001ff10a235" as Eui64;
export const DEV_EUI = "0101010101010101" as Eui64;

export const CARD: DeviceCard = {
  variables: { token: "v" },
  tenantId: TENANT,
  tenantName: "Example",
  applicationId: id<ApplicationId>(),
  applicationName: "Greenhouse",
  deviceProfileId: id<DeviceProfileId>(),
  deviceProfileName: "Class A",
  deviceId: id<DeviceId>(),
  deviceName: "North",
  devEui: DEV_EUI,
  deviceClass: "A",
  tags: { row: "7" },
  codec: { kind: "none", source: "" },
};

type GatewayPlaces = ReadonlyMap<GatewayId, GatewayPlace>;

export function directory(card: DeviceCard = CARD, places: GatewayPlaces = new Map()): Directory {
  return {
    devices: async (ids) =>
      new Map(ids.filter((one) => one === card.deviceId).map((one) => [one, card])),
    gatewayPlaces: async () => places,
  };
}

export function reception(change: Partial<EventBody<"reception">> = {}): NewEvent<"reception"> {
  return newEvent(
    "reception",
    { tenantId: TENANT, key: GATEWAY, time: T0 },
    {
      gatewayId: GATEWAY,
      gatewayEui: GATEWAY_EUI,
      door: "semtech-udp",
      authentication: "none",
      arrivedAt: "2026-11-21T06:48:19.200000000Z",
      arrivedSdNs: 1e7,
      phyPayload: "QA==",
      crc: "ok",
      freqHz: 868_100_000,
      modulation: { kind: "lora", sf: 7, bwHz: 125_000, codeRate: "4/5" },
      rssiDbm: -36.4,
      snrDb: 10.5,
      channel: 0,
      gatewayTime: "2026-11-21T06:48:19.150000000Z",
      gpsTimeNs: "1479278917150000000",
      fineTimeNs: 149_999_123,
      foffHz: -1234,
      context: "E3OWOQ==",
      ...change,
    },
  );
}

export function uplink(
  receptions: readonly Cursor[],
  change: Partial<EventBody<"uplink">> = {},
): NewEvent<"uplink"> {
  return newEvent(
    "uplink",
    { tenantId: TENANT, key: CARD.deviceId, time: T0 },
    {
      deduplicationId: id(),
      deviceId: CARD.deviceId,
      applicationId: CARD.applicationId,
      devEui: DEV_EUI,
      devAddr: "00189440" as DevAddr,
      confirmed: false,
      adr: true,
      fCnt: 0,
      fPort: 2,
      frmPayload: "AWcBEA==",
      macCommands: "",
      dataRate: 5,
      freqHz: 868_100_000,
      modulation: { kind: "lora", sf: 7, bwHz: 125_000, codeRate: "4/5" },
      airtimeNs: 56_576_000,
      region: "EU868",
      freshness: "fresh",
      receptions: receptions.map((position) => ({
        position,
        gatewayId: GATEWAY,
        gatewayEui: GATEWAY_EUI,
        rssiDbm: -36,
      })),
      ...change,
    },
  );
}

export function assessment(of: NewEvent<"uplink">, revision = 0): NewEvent<"assessment"> {
  return newEvent(
    "assessment",
    { tenantId: TENANT, key: of.key, time: of.time },
    {
      deduplicationId: of.body.deduplicationId,
      deviceId: of.body.deviceId,
      revision,
      rules: "timing/1",
      timing: { time: "2026-11-21T06:48:19.093424000Z", sdNs: 1000, source: "gps" },
      trust: { verdict: "unverified", evidence: [] },
    },
  );
}

export function join(): NewEvent<"join"> {
  const key = id<KeyId>();
  return newEvent(
    "join",
    { tenantId: TENANT, key: CARD.deviceId, time: T0 },
    {
      deduplicationId: id(),
      deviceId: CARD.deviceId,
      applicationId: CARD.applicationId,
      devEui: DEV_EUI,
      joinEui: "00000000000000ff" as Eui64,
      devNonce: 1,
      joinNonce: 1,
      devAddr: "00189440" as DevAddr,
      macVersion: "1.0.4",
      region: "EU868",
      rx1DelayS: 1,
      rx1DrOffset: 0,
      rx2DataRate: 0,
      rx2FreqHz: 869_525_000,
      keys: { fNwkSIntKey: key, sNwkSIntKey: key, nwkSEncKey: key, appSKey: id() },
      receptions: [
        { position: "1" as Cursor, gatewayId: GATEWAY, gatewayEui: GATEWAY_EUI, rssiDbm: -36 },
      ],
    },
  );
}

export function downlink(change: Partial<EventBody<"downlink">> = {}): NewEvent<"downlink"> {
  return newEvent(
    "downlink",
    { tenantId: TENANT, key: CARD.deviceId, time: T0 },
    {
      downlinkId: id(),
      purpose: "data",
      deviceId: CARD.deviceId,
      applicationId: CARD.applicationId,
      devEui: DEV_EUI,
      gatewayId: GATEWAY,
      gatewayEui: GATEWAY_EUI,
      window: "rx1",
      confirmed: false,
      fCntDown: 3,
      queueItemId: id(),
      phyPayload: "YA==",
      freqHz: 868_100_000,
      modulation: { kind: "lora", sf: 7, bwHz: 125_000, codeRate: "4/5" },
      powerDbm: 16.15,
      timing: { kind: "counter", counterUs: "4295967296" },
      ...change,
    },
  );
}

export function txAck(of: NewEvent<"downlink">, status: string): NewEvent<"tx-ack"> {
  return newEvent(
    "tx-ack",
    { tenantId: TENANT, key: of.key, time: T0 },
    {
      downlinkId: of.body.downlinkId,
      gatewayId: GATEWAY,
      gatewayEui: GATEWAY_EUI,
      status,
    },
  );
}

const codecs = new PayloadCodecs(new SandboxRunner());

/** A translator that remembers nothing from before. */
export function translator(
  log: MemoryEventLog,
  card: DeviceCard = CARD,
  places?: GatewayPlaces,
): Translator {
  const cards = directory(card, places);
  return new Translator(log, cards, new UplinkPipeline(log, cards, codecs));
}

/** Appends and translates everything in the log, by a translator that remembers nothing from before. */
export async function translated(
  log: MemoryEventLog,
  events: readonly NewEvent[],
  card: DeviceCard = CARD,
): Promise<Awaited<ReturnType<Translator["translate"]>>> {
  await log.append(events);
  const page = await log.read({});
  return translator(log, card).translate(page.events);
}
