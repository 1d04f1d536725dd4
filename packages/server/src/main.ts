import path from "node:path";
import { CallerError, errorLine, LoratsError, softwareAes } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { NetworkServer } from "@lorats/network";
import { OsClock } from "./clock/os-clock.ts";
import { loadAdrPlugins } from "./adr/adr-plugins.ts";
import { adminSignIn, ensureTenant, revokeEphemeral } from "./bootstrap.ts";
import type { Config } from "./config/settings.ts";
import { storageOf } from "./config/storage-of.ts";
import { assertFitForDemo, startDemo } from "./demo/start-demo.ts";
import type { DoorEndpoint } from "./doors/common/door.ts";
import { intakeFor } from "./doors/common/intake.ts";
import { kernelDrops } from "./doors/semtech-udp/kernel-drops.ts";
import { LogHealth } from "./log-health.ts";
import { openLog, type ServerLog } from "./logger.ts";
import { renderStartScreen } from "./start-screen.ts";
import { bindDoors } from "./start/bind-doors.ts";
import { keepArchiving, keepTidy } from "./start/keep-tidy.ts";
import { listenHttp, localUrlOf } from "./start/listen-http.ts";
import { makeServices, VERSION } from "./start/service-parts.ts";
import { startAlarms } from "./start/start-alarms.ts";
import { startBroker } from "./start/start-broker.ts";
import { followGatewayHours } from "./traffic/gateway-hours.ts";
import { startTemperatures } from "./start/start-temperatures.ts";
import { startTrust } from "./start/start-trust.ts";
import { startLocations } from "./start/start-locations.ts";
import { startMeasurements } from "./start/start-measurements.ts";
import type { Undo } from "./start/undo.ts";
import { regionSettings } from "./config/region-settings.ts";

export interface StartOptions {
  /** Runs the simulated world beside the server. */
  readonly demo?: boolean;
  /** Logs to standard output as well. */
  readonly verbose?: boolean;
  /** How storage is opened: as the settings say, unless somebody puts something between. */
  readonly open?: typeof storageOf;
}

export interface RunningServer {
  readonly httpUrl: string;
  readonly mqtt: { readonly host: string; readonly port: number } | undefined;
  readonly semtechUdp: { readonly host: string; readonly port: number } | undefined;
  /** Everywhere that gateways can connect. */
  readonly gatewayDoors: readonly DoorEndpoint[];
  readonly signInToken: string;
  /** What to show to whoever started it. */
  readonly screen: string;
  /** Ends everything in order: nothing that was acknowledged is lost. */
  stop(): Promise<void>;
}

/**
 * Starts everything.
 * @throws {CallerError} one line about what is wrong with the configuration or the machine: a port in use, a data
 * directory that cannot be written or is in use
 */
export async function startServer(
  config: Config,
  options: StartOptions = {},
): Promise<RunningServer> {
  /** Undone from the last to the first. */
  const started: Undo[] = [];
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let undo = started.pop(); undo; undo = started.pop()) {
      try {
        await undo();
      } catch (error) {
        // One thing that does not end well must not keep the others from ending.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    return await assemble(config, options, started, stop);
  } catch (error) {
    await stop().catch(() => {});
    // Whatever keeps the server from starting is for the one who starts it to mend.
    if (error instanceof LoratsError && error.blame !== "us") {
      throw new CallerError(error.code, error.message, { cause: error });
    }
    throw error;
  }
}

async function assemble(
  config: Config,
  { demo = false, verbose = false, open = storageOf }: StartOptions,
  started: Undo[],
  stop: () => Promise<void>,
): Promise<RunningServer> {
  if (demo) assertFitForDemo(config);
  let log: ServerLog | undefined;
  const opened = await open(config, (problem) =>
    log?.logger.error(problem, "storage reports a problem"),
  );
  const health = new LogHealth(systemClock);
  const storage = { ...opened, log: health.watch(opened.log) };
  started.push(() => storage.close());
  log = await openLog(config, verbose);
  started.push(() => log.close());
  const { logger } = log;
  const parts = makeServices(config, storage, log, demo, health);
  const { services } = parts;
  started.push(() => services.metrics.stop());
  started.push(() => services.places.close());
  started.push(() => parts.codecPool.stop());
  const tenantId = await ensureTenant(services);
  await revokeEphemeral(services);

  const bound = await bindDoors(services, tenantId, started, log);
  const { doors, ltsKeys } = bound;
  parts.doors = doors;
  const trust = await startTrust(storage, services, started, log);
  parts.trust = trust;
  const adrAlgorithms = await loadAdrPlugins({
    files: config["network.adr_plugins"],
    failed: (id, reason) => logger.warn({ id, reason }, "an ADR algorithm failed"),
  });
  const osClock = new OsClock(systemClock);
  await osClock.start();
  started.push(() => osClock.stop());
  services.metrics.gauge(
    "lorats_server_clock_sd_seconds",
    "Standard deviation of the server's own date: 1 when nobody says who keeps it",
    () => osClock.state.sdNs / 1e9,
  );
  const network = new NetworkServer({
    log: storage.log,
    keys: storage.keys,
    registry: storage.registry,
    sessions: storage.sessions,
    queue: storage.downlinks,
    sender: doors,
    clock: systemClock,
    random: systemRandom,
    aes: softwareAes,
    assessor: trust,
    published: (published) => {
      const events = published.map(({ event }) => event);
      services.lastSeen.note(events);
      services.traffic.note(events);
    },
    failed: (error, doing) => logger.error({ error: errorLine(error) }, `network failed ${doing}`),
    options: {
      netId: Number.parseInt(config["network.net_id"], 16),
      devAddrPrefixes: config["network.dev_addr_prefixes"].map((one) => one.toLowerCase()),
      serverClockSdNs: () => osClock.state.sdNs,
      deduplicationWindowMs: config["network.deduplication_ms"],
      regions: regionSettings(config["network.regions"]),
      uplinksPerSecondAndDevice: config["network.device_max_per_second"],
      adrAlgorithms,
      probes: { wants: ({ uplink }) => trust.wantsProbe(uplink) },
    },
  });
  parts.network = network;
  await services.movedDevices.load();
  await services.meter.start();
  started.push(() => services.meter.stop());
  await services.integrations.start();
  started.push(() => services.integrations.stop());
  await services.connectors.start();
  started.push(() => services.connectors.stop());
  await services.enrichments.start();
  started.push(() => services.enrichments.stop());
  await startAlarms(services, started, log);
  const broker = await startBroker(services, started, log, bound);
  if (broker) parts.keptWords = broker;
  startMeasurements(services, started, log);
  startLocations(services, started, log);
  startTemperatures(services, started, log);
  await services.reprocessing.resume();
  const app = await listenHttp(services, started, log, bound.httpIdentity);
  const localUrl = localUrlOf(app, config);
  const httpUrl = config["http.public_url"]?.replace(/\/$/, "") ?? localUrl;
  const semtechUdp = doors.endpoints.find(({ door }) => door === "semtech-udp");
  parts.listening = {
    ...(semtechUdp && { semtechUdp: { host: semtechUdp.host, port: semtechUdp.port } }),
    ...(broker && { mqtt: broker.address }),
    gatewayDoors: [...doors.endpoints],
  };

  await services.traffic.lookBack(storage.log, systemClock.now());
  started.push(
    await followGatewayHours(services.gatewayHours, storage.log, systemClock.now(), (error) =>
      logger.error({ error }, "counting what gateways do ended"),
    ),
  );
  await network.start();
  started.push(() => network.stop());
  const { registry } = storage;
  const shared = { network, log: storage.log, registry, ltsKeys, clock: systemClock };
  doors.open((door) => intakeFor(door, { ...shared, metrics: services.metrics }));
  started.push(() => doors.stop());
  if (semtechUdp) {
    services.metrics.total(
      "lorats_udp_kernel_drops_total",
      "Datagrams that the kernel dropped because nobody read them in time",
      async () => (await kernelDrops(semtechUdp.port)) ?? 0,
    );
  }
  services.metrics.gauge(
    "lorats_network_frames_in_flight",
    "Frames that are being collected or wait for their decision",
    () => network.framesInFlight,
  );
  services.metrics.totals("lorats_network_total", "What the network server counted, by name", () =>
    network.counters.all(),
  );
  started.push(keepTidy(services));
  started.push(keepArchiving(services, storage, log));
  logger.info({ httpUrl, ...parts.listening }, "started");

  const signInToken = await adminSignIn(services);
  const shown =
    demo && semtechUdp
      ? await startDemo(services, tenantId, localUrl, semtechUdp, started, log)
      : undefined;
  if (shown) parts.attackLab = shown.attackLab;
  const screen = renderStartScreen({
    version: VERSION,
    httpUrl,
    signInToken,
    dataDir: path.resolve(config.data_dir),
    mqtt: broker?.address,
    gatewayDoors: doors.endpoints,
    consoleBuilt: app.hasRoute({ method: "GET", url: "/" }),
    demo: shown,
  });
  const mqtt = broker?.address;
  const gatewayDoors = doors.endpoints;
  return { httpUrl, mqtt, semtechUdp, gatewayDoors, signInToken, screen, stop };
}
