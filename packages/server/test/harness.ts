import type { TestContext } from "node:test";
import {
  instantToMs,
  MemoryKeyStore,
  newId,
  softwareAes,
  type ApplicationId,
  type DeviceId,
  type DeviceProfileId,
  type Eui64,
  type GatewayId,
  type TenantId,
  type UserId,
} from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { MemoryEventLog } from "@lorats/events";
import {
  MemoryDownlinkQueue,
  MemoryRegistry,
  MemorySessionStore,
  NetworkServer,
} from "@lorats/network";
import {
  AlarmEngine,
  hashSecret,
  MemoryAlarmStore,
  MemoryApiKeyStore,
  MemoryGatewayCredentialStore,
  MemoryIdempotencyStore,
  MemoryIntegrationStore,
  MemoryItemStore,
  MemoryMeasurementStore,
  MemoryMqttCredentialStore,
  MemoryMqttJournal,
  MemoryPublisherCursorStore,
  MemorySignInTokenStore,
  MemoryUsageStore,
  MemoryUserStore,
  MemoryWebSessionStore,
  newSecret,
  PayloadCodecs,
  SandboxRunner,
  Translator,
  UplinkPipeline,
  type ApiKeyId,
  type DeadLetter,
  type MqttCredential,
  type MqttCredentialId,
  type Role,
  type Scope,
  type User,
} from "@lorats/platform";
import { loadConfig } from "@lorats/server";
import { MemoryTrustSettings, MemoryTrustStore, Trust } from "@lorats/trust";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { AlarmNotifier } from "../src/alarms/notifier.ts";
import { MovedDevices } from "../src/devices/moved-devices.ts";
import { Doors } from "../src/doors/doors.ts";
import { Enrichments } from "../src/enrichment/enrichments.ts";
import { Connectors } from "../src/connectors/connectors.ts";
import { createHttpApp } from "../src/http/app.ts";
import { Integrations } from "../src/integrations/integrations.ts";
import { LastSeen } from "../src/last-seen.ts";
import { GatewayAuthority } from "../src/pki/gateway-authority.ts";
import { LastLocations } from "../src/location/last-locations.ts";
import { Reprocessing } from "../src/measurements/reprocessing.ts";
import { Metrics } from "../src/metrics.ts";
import { LeftWords } from "../src/mqtt/kept-words.ts";
import { RegistryDirectory } from "../src/registry-directory.ts";
import { SdrDesk } from "../src/sdr/sdr-desk.ts";
import type { MqttBrokerOptions } from "../src/mqtt/broker.ts";
import { Meter } from "../src/usage/meter.ts";
import { Quotas } from "../src/usage/quotas.ts";
import type { Services, Stores } from "../src/services.ts";
import { GatewayHours } from "../src/traffic/gateway-hours.ts";
import { Traffic } from "../src/traffic/traffic.ts";
import { RegistryPlaces } from "../src/trust/places.ts";

export function id<T extends string>(): T {
  return newId<T>(systemClock, systemRandom);
}

/** A broker that keeps nothing for late subscribers and obeys nobody. */
export const BROKER_DEFAULTS: Pick<
  MqttBrokerOptions,
  "retain" | "sessionExpiryMs" | "maxQueued" | "onCommand" | "meter"
> = {
  retain: false,
  sessionExpiryMs: 3_600_000,
  maxQueued: 10_000,
  onCommand: async () => {},
  meter: { count: () => {} },
};

function deadLetterStores(): Stores["deadLetters"] {
  const stores = new Map<string, MemoryItemStore<DeadLetter>>();
  return (integrationId) => {
    const store = stores.get(integrationId) ?? new MemoryItemStore<DeadLetter>();
    stores.set(integrationId, store);
    return store;
  };
}

export function memoryStores(): Stores & { readonly log: MemoryEventLog } {
  return {
    log: new MemoryEventLog(),
    keys: new MemoryKeyStore(),
    registry: new MemoryRegistry(systemClock),
    downlinks: new MemoryDownlinkQueue(),
    users: new MemoryUserStore(),
    apiKeys: new MemoryApiKeyStore(),
    webSessions: new MemoryWebSessionStore(),
    signInTokens: new MemorySignInTokenStore(),
    mqttJournal: new MemoryMqttJournal(),
    gatewayCredentials: new MemoryGatewayCredentialStore(),
    mqttCredentials: new MemoryMqttCredentialStore(),
    publisherCursors: new MemoryPublisherCursorStore(),
    connectors: new MemoryItemStore(),
    enrichmentSources: new MemoryItemStore(),
    reprocessings: new MemoryItemStore(),
    idempotency: new MemoryIdempotencyStore(),
    integrations: new MemoryIntegrationStore(),
    alarms: new MemoryAlarmStore(),
    alarmRules: new MemoryItemStore(),
    measurements: new MemoryMeasurementStore(),
    usage: new MemoryUsageStore(),
    movedDevices: new MemoryItemStore(),
    deadLetters: deadLetterStores(),
    trustSettings: new MemoryTrustSettings(),
  };
}

export function memoryServices(t: TestContext, stores: Stores = memoryStores()): Services {
  const metrics = new Metrics();
  const meter = new Meter({
    store: stores.usage,
    log: stores.log,
    clock: systemClock,
    failed: () => {},
  });
  const quotas = new Quotas({ stores, meter, clock: systemClock, metrics, failed: () => {} });
  const lastSeen = new LastSeen(stores.log);
  const traffic = new Traffic(systemClock.now());
  const trust = new Trust({
    log: stores.log,
    store: new MemoryTrustStore(),
    settings: stores.trustSettings,
    keys: stores.keys,
    aes: softwareAes,
    clock: systemClock,
  });
  const network = new NetworkServer({
    log: stores.log,
    keys: stores.keys,
    registry: stores.registry,
    sessions: new MemorySessionStore(),
    queue: stores.downlinks,
    sender: new Doors([]),
    clock: systemClock,
    random: systemRandom,
    aes: softwareAes,
    assessor: trust,
    published: (published) => {
      const events = published.map(({ event }) => event);
      lastSeen.note(events);
      traffic.note(events);
    },
  });
  const scripts = new SandboxRunner();
  const codecs = new PayloadCodecs(scripts);
  const directory = new RegistryDirectory(stores.registry);
  const enrichments = new Enrichments({
    stores,
    clock: systemClock,
    allowPrivate: true,
    failed: () => {},
  });
  const pipeline = new UplinkPipeline(stores.log, directory, codecs, enrichments.live);
  const translator = new Translator(stores.log, directory, pipeline);
  const reprocessing = new Reprocessing({
    stores,
    directory,
    codecs,
    externals: enrichments.history,
    clock: systemClock,
    random: systemRandom,
  });
  const config = loadConfig({ environment: {}, flags: { "webhooks.allow_private": true } });
  const integrations = new Integrations({
    stores,
    clock: systemClock,
    random: systemRandom,
    translator,
    meter,
    allowPrivate: config["webhooks.allow_private"],
    failed: () => {},
  });
  const connectors = new Connectors({
    parts: { clock: systemClock, random: systemRandom, stores, lastSeen, quotas },
    allowPrivate: config["webhooks.allow_private"],
    failed: () => {},
  });
  const alarms = new AlarmEngine({
    log: stores.log,
    store: stores.alarms,
    rules: stores.alarmRules,
    clock: systemClock,
    failed: () => {},
  });
  const alarmNotifier = new AlarmNotifier({
    stores,
    clock: systemClock,
    mailer: undefined,
    allowPrivate: true,
    failed: () => {},
  });
  t.after(async () => {
    metrics.stop();
    scripts.dispose();
    await alarmNotifier.stop();
    await integrations.stop();
    await connectors.stop();
    await enrichments.stop();
    await reprocessing.stop();
    await network.stop();
  });
  return {
    clock: systemClock,
    random: systemRandom,
    config,
    stores,
    translator,
    codecs,
    pipeline,
    reprocessing,
    integrations,
    connectors,
    enrichments,
    alarms,
    alarmNotifier,
    network,
    trust,
    lastSeen,
    traffic,
    gatewayHours: new GatewayHours(systemClock.now()),
    metrics,
    meter,
    quotas,
    places: new RegistryPlaces(stores.registry, () => instantToMs(systemClock.now())),
    lastLocations: new LastLocations(stores.log),
    keptWords: new LeftWords(stores.mqttJournal),
    movedDevices: new MovedDevices(stores.movedDevices, systemClock),
    authority: new GatewayAuthority({
      keys: stores.keys,
      clock: systemClock,
      random: systemRandom,
    }),
    sdr: new SdrDesk(systemClock, systemRandom),
    doors: new Doors([]),
    info: () => ({ version: "test", demo: false }),
    attackLab: undefined,
    ready: async () => undefined,
  };
}

export async function startHttp(
  t: TestContext,
  services: Services,
  consoleFolder = "/nowhere",
): Promise<{ app: FastifyInstance; baseUrl: string }> {
  const app = await createHttpApp(services, {
    logger: pino({ level: process.env["TEST_LOG"] ?? "silent" }),
    consoleFolder,
  });
  const baseUrl = await app.listen({ host: "127.0.0.1", port: 0 });
  t.after(() => app.close());
  return { app, baseUrl };
}

/** An API key; without a tenant it is the server's own. */
export async function apiKey(
  { apiKeys }: Stores,
  tenantId: TenantId | undefined,
  scopes: readonly Scope[] = ["*"],
  expiresAt?: bigint,
): Promise<string> {
  const secret = newSecret("lts_key", systemRandom);
  const key = {
    id: id<ApiKeyId>(),
    tenantId,
    name: "test",
    hash: hashSecret(secret),
    scopes,
    createdAt: systemClock.now(),
    ephemeral: false,
  };
  await apiKeys.create([expiresAt === undefined ? key : { ...key, expiresAt }]);
  return secret;
}

export async function user({ users }: Stores, change: Partial<User> = {}): Promise<User> {
  const userId = id<UserId>();
  const made: User = {
    id: userId,
    email: `${userId}@example.org`,
    name: "Somebody",
    isServerAdmin: false,
    active: true,
    memberships: [],
    createdAt: systemClock.now(),
    version: 1,
    ...change,
  };
  await users.create([made]);
  return made;
}

export function member(tenantId: TenantId, role: Role): Pick<User, "memberships"> {
  return { memberships: [{ tenantId, role }] };
}

export async function mqttCredential(
  { mqttCredentials }: Stores,
  fields: Pick<MqttCredential, "tenantId"> & Partial<MqttCredential>,
): Promise<{ username: string; password: string; id: MqttCredentialId }> {
  const password = newSecret("lts_mqtt", systemRandom);
  const credentialId = id<MqttCredentialId>();
  const username = `app-${credentialId.slice(-12)}`;
  const credential = {
    id: credentialId,
    name: "test",
    username,
    hash: hashSecret(password),
    mayCommand: false,
    createdAt: systemClock.now(),
    ephemeral: false,
    ...fields,
  };
  await mqttCredentials.create([credential]);
  return { username, password, id: credentialId };
}

export interface Household {
  readonly tenantId: TenantId;
  readonly applicationId: ApplicationId;
  readonly profileId: DeviceProfileId;
  readonly deviceId: DeviceId;
  readonly devEui: Eui64;
  readonly gatewayId: GatewayId;
  readonly gatewayEui: Eui64;
}

function eui(): Eui64 {
  return Buffer.from(systemRandom.bytes(8)).toString("hex") as Eui64;
}

/** A tenant with one of everything. */
export async function household({ registry }: Stores, name = "Water works"): Promise<Household> {
  const tenantId = id<TenantId>();
  await registry.tenants.create([
    {
      id: tenantId,
      name,
      description: "",
      tags: {},
      maxDevices: 0,
      maxGateways: 0,
      sharesUplinks: true,
      sharesDownlinks: false,
      devAddrPrefixes: [],
    },
  ]);
  const applicationId = id<ApplicationId>();
  await registry.applications.create([
    { id: applicationId, tenantId, name: "Meters", description: "", tags: {} },
  ]);
  const profileId = id<DeviceProfileId>();
  await registry.deviceProfiles.create([
    {
      id: profileId,
      tenantId,
      name: "Class A",
      description: "",
      tags: { maker: "A", row: "0" },
      region: "EU868",
      macVersion: "1.0.4",
      regParamsRevision: "RP002-1.0.3",
      supportsJoin: true,
      supports32BitFCnt: true,
      maxFCntGap: 16_384,
      allowFCntReset: false,
      adr: { algorithm: "default", installationMarginDb: 10 },
      rx: {},
      uplinkIntervalS: 0,
      statusRequestsPerDay: 0,
      flushQueueOnJoin: true,
      codec: { kind: "cayenne-lpp", source: "" },
    },
  ]);
  const deviceId = id<DeviceId>();
  const devEui = eui();
  await registry.devices.create([
    {
      id: deviceId,
      tenantId,
      applicationId,
      profileId,
      devEui,
      name: "Meter 1",
      description: "",
      tags: { row: "7" },
      variables: { token: "variable-secret" },
      disabled: false,
    },
  ]);
  const gatewayId = id<GatewayId>();
  const gatewayEui = eui();
  await registry.gateways.create([
    {
      id: gatewayId,
      tenantId,
      eui: gatewayEui,
      name: "Roof",
      description: "",
      tags: {},
      region: "EU868",
      antennaGainDbi: 0,
      cableLossDb: 0,
      subtractsOwnGain: true,
      downlinkAllowed: true,
      disabled: false,
      statsIntervalS: 30,
    },
  ]);
  return { tenantId, applicationId, profileId, deviceId, devEui, gatewayId, gatewayEui };
}
