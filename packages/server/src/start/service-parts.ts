import { readFileSync } from "node:fs";
import { CallerError, errorLine, instantToMs, UnavailableError } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { AlarmEngine, PayloadCodecs, Translator, UplinkPipeline } from "@lorats/platform";
import { createMailer, type Mailer } from "../alarms/mailer.ts";
import { AlarmNotifier } from "../alarms/notifier.ts";
import { CodecPool } from "../codecs/codec-pool.ts";
import type { Config } from "../config/settings.ts";
import { Connectors } from "../connectors/connectors.ts";
import { Enrichments } from "../enrichment/enrichments.ts";
import { Integrations } from "../integrations/integrations.ts";
import { LastSeen } from "../last-seen.ts";
import { LastLocations } from "../location/last-locations.ts";
import { Reprocessing } from "../measurements/reprocessing.ts";
import { Metrics } from "../metrics.ts";
import { GatewayAuthority } from "../pki/gateway-authority.ts";
import { MovedDevices } from "../devices/moved-devices.ts";
import { Doors } from "../doors/doors.ts";
import type { LogHealth } from "../log-health.ts";
import type { ServerLog } from "../logger.ts";
import { RegistryDirectory } from "../registry-directory.ts";
import { SdrDesk } from "../sdr/sdr-desk.ts";
import type { ServerStorage, Services } from "../services.ts";
import { GatewayHours } from "../traffic/gateway-hours.ts";
import { LeftWords } from "../mqtt/kept-words.ts";
import { Meter } from "../usage/meter.ts";
import { Quotas } from "../usage/quotas.ts";
import { Traffic } from "../traffic/traffic.ts";
import { RegistryPlaces } from "../trust/places.ts";

export const { version: VERSION } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { version: string };

export interface ServiceParts {
  readonly services: Services;
  /** Set as soon as there is one. */
  network?: Services["network"];
  doors?: Services["doors"];
  attackLab?: Services["attackLab"];
  trust?: Services["trust"];
  /** Where a broker runs, what it keeps. */
  keptWords?: Services["keptWords"];
  readonly codecPool: CodecPool;
  /** Set once the doors listen. */
  listening: Omit<ReturnType<Services["info"]>, "version" | "demo">;
}

export function makeServices(
  config: Config,
  storage: ServerStorage,
  { logger }: ServerLog,
  demo: boolean,
  health: LogHealth,
): ServiceParts {
  const metrics = new Metrics();
  const meter = new Meter({
    store: storage.usage,
    log: storage.log,
    clock: systemClock,
    failed: (error) => logger.warn({ error }, "what was used could not be counted yet"),
  });
  const quotas = new Quotas({
    stores: storage,
    meter,
    clock: systemClock,
    metrics,
    failed: (error) => logger.warn({ error: errorLine(error) }, "a quota could not be watched"),
  });
  const codecPool = new CodecPool({
    threads: config["codecs.threads"],
    hung: () => logger.warn("a codec hung, and its thread was replaced"),
  });
  metrics.gauge("lorats_codecs_waiting", "Payloads that wait for a codec", () => codecPool.waiting);
  const codecs = new PayloadCodecs(codecPool);
  const directory = new RegistryDirectory(storage.registry);
  const enrichments = new Enrichments({
    stores: storage,
    clock: systemClock,
    allowPrivate: config["webhooks.allow_private"],
    failed: (error, sourceId) =>
      logger.warn({ error, sourceId }, "an enrichment source has trouble"),
  });
  metrics.totals(
    "lorats_enrichment_total",
    "What came of asking enrichment sources, by outcome",
    () => enrichments.outcomes,
  );
  const pipeline = new UplinkPipeline(storage.log, directory, codecs, enrichments.live);
  const translator = new Translator(storage.log, directory, pipeline);
  const integrations = new Integrations({
    stores: storage,
    clock: systemClock,
    random: systemRandom,
    translator,
    meter,
    allowPrivate: config["webhooks.allow_private"],
    failed: (error, integrationId) =>
      logger.error({ error, integrationId }, "an integration ended"),
  });
  const lastSeen = new LastSeen(storage.log);
  const connectors = new Connectors({
    parts: { clock: systemClock, random: systemRandom, stores: storage, lastSeen, quotas },
    allowPrivate: config["webhooks.allow_private"],
    failed: (error, connectorId) => logger.warn({ error, connectorId }, "a connector has trouble"),
  });
  const reprocessing = new Reprocessing({
    stores: storage,
    directory,
    codecs,
    externals: enrichments.history,
    clock: systemClock,
    random: systemRandom,
  });
  const alarms = new AlarmEngine({
    log: storage.log,
    store: storage.alarms,
    rules: storage.alarmRules,
    clock: systemClock,
    failed: (error) => logger.error({ error }, "the alarm engine tries again"),
  });
  const alarmNotifier = new AlarmNotifier({
    stores: storage,
    clock: systemClock,
    mailer: mailerOf(config),
    allowPrivate: config["webhooks.allow_private"],
    failed: (error, rule) => logger.error({ error, rule }, "telling of alarms ended"),
  });
  const leftWords = new LeftWords(storage.mqttJournal);
  const parts: ServiceParts = {
    listening: {},
    codecPool,
    services: {
      clock: systemClock,
      random: systemRandom,
      config,
      stores: storage,
      translator,
      codecs,
      pipeline,
      reprocessing,
      integrations,
      connectors,
      enrichments,
      alarms,
      alarmNotifier,
      get network() {
        if (!parts.network) throw new UnavailableError("NS_STARTING", "the network server starts");
        return parts.network;
      },
      authority: new GatewayAuthority({
        keys: storage.keys,
        clock: systemClock,
        random: systemRandom,
      }),
      get trust() {
        if (!parts.trust) throw new UnavailableError("TRUST_STARTING", "trust reads the log");
        return parts.trust;
      },
      get doors() {
        return parts.doors ?? new Doors([]);
      },
      get keptWords() {
        return parts.keptWords ?? leftWords;
      },
      get attackLab() {
        return parts.attackLab;
      },
      lastSeen,
      traffic: new Traffic(systemClock.now()),
      gatewayHours: new GatewayHours(systemClock.now()),
      sdr: new SdrDesk(systemClock, systemRandom),
      metrics,
      meter,
      quotas,
      places: new RegistryPlaces(storage.registry, () => instantToMs(systemClock.now())),
      lastLocations: new LastLocations(storage.log),
      movedDevices: new MovedDevices(storage.movedDevices, systemClock),
      info: () => ({
        version: VERSION,
        demo,
        hasMapTiles: config["console.map_tiles"] !== undefined,
        ...parts.listening,
      }),
      ready: async () => {
        try {
          const trouble = await health.trouble(config.data_dir);
          if (trouble !== undefined) return trouble;
          await storage.log.head();
          await storage.registry.tenants.list({ limit: 1 });
          return undefined;
        } catch (error) {
          return errorLine(error);
        }
      },
    },
  };
  return parts;
}

function mailerOf(config: Config): Mailer | undefined {
  const { "smtp.url": url, "smtp.from": from } = config;
  if (url === undefined) return undefined;
  if (from === undefined) {
    throw new CallerError("CONFIG_INVALID", "smtp.from is missing: say who alarms come from");
  }
  return createMailer(url, from);
}
