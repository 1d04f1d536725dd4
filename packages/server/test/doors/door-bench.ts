import type { TestContext } from "node:test";
import { systemClock, systemRandom } from "@lorats/base/node";
import type { Clock } from "@lorats/base";
import type { GatewayStats, LtsSideReport } from "@lorats/backhaul";
import {
  DEFAULT_OPTIONS,
  type Authentication,
  type Gateway,
  type GatewayDelivery,
} from "@lorats/network";
import { loadConfig, type Config } from "@lorats/server";
import { GatewayAlarms } from "../../src/doors/common/alarms.ts";
import { CredentialCheck } from "../../src/doors/common/credential-check.ts";
import { DoorMetrics } from "../../src/doors/common/door-metrics.ts";
import type { DoorName, DoorParts, GatewayDoor, Intake } from "../../src/doors/common/door.ts";
import { intakeFor } from "../../src/doors/common/intake.ts";
import { KnownGateways } from "../../src/doors/common/known-gateways.ts";
import { LtsKeys } from "../../src/doors/common/lts-keys.ts";
import { Porter } from "../../src/doors/common/porter.ts";
import { Metrics } from "../../src/metrics.ts";
import { household, memoryStores, type Household } from "../harness.ts";

export interface DoorBench extends Household {
  readonly stores: ReturnType<typeof memoryStores>;
  readonly parts: DoorParts;
  readonly metrics: Metrics;
  /** What the network server was handed. */
  readonly delivered: GatewayDelivery[];
  /** How long each timer of the door was to take, in milliseconds. */
  readonly timersMs: number[];
  readonly stats: GatewayStats[];
  readonly side: { report: LtsSideReport; authentication: Authentication }[];
  readonly seen: Gateway[];
  readonly notices: string[];
  /** Replaced by tests that want a log that is slow or full. */
  readonly intake: { -readonly [K in keyof Intake]: Intake[K] };
  /** Refused messages by reason. */
  refused(): Promise<Record<string, number>>;
}

export interface BenchSettings {
  readonly flags?: Partial<Config>;
  readonly maxPerSecond?: number;
  /** Timers of the door end so many times sooner. */
  readonly hurry?: number;
}

/** What may come in does not grow back while a busy machine takes its time. */
const STANDING: Clock = { ...systemClock, monotonic: () => 0n };

/** Everything around a door, with a network server that only notes what it gets. */
export async function doorBench(
  t: TestContext,
  name: DoorName,
  { flags = {}, maxPerSecond = 10_000, hurry = 1 }: BenchSettings = {},
): Promise<DoorBench> {
  const stores = memoryStores();
  const home = await household(stores);
  const metrics = new Metrics();
  const gateways = new KnownGateways({
    registry: stores.registry,
    clock: systemClock,
    random: systemRandom,
    homeTenant: home.tenantId,
    registered: async () => {},
  });
  const delivered: GatewayDelivery[] = [];
  const stats: GatewayStats[] = [];
  const side: DoorBench["side"] = [];
  const seen: Gateway[] = [];
  const notices: string[] = [];
  const ltsKeys = new LtsKeys(stores.keys);
  const timersMs: number[] = [];
  const clock: Clock = {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic(),
    after: (delayMs, call) => {
      timersMs.push(delayMs);
      return systemClock.after(delayMs / hurry, call);
    },
  };
  const parts: DoorParts = {
    config: loadConfig({ environment: {}, flags }),
    clock,
    metrics: new DoorMetrics(metrics, name),
    porter: new Porter({ gateways, clock: STANDING, maxPerSecond }),
    credentials: new CredentialCheck(stores.gatewayCredentials, systemClock),
    ltsKeys,
    regions: DEFAULT_OPTIONS.regions,
    tlsIdentity: () => Promise.reject(new Error("the bench has no certificate")),
    broker: { endpoints: () => [] },
    alarms: new GatewayAlarms({ log: stores.log, clock: systemClock, failed: () => {} }),
    notice: (message) => notices.push(message),
  };
  const real = intakeFor(name, {
    network: {
      options: { serverClockSdNs: 1e6 } as never,
      receive: async (delivery) => void delivered.push(delivery),
      reportStats: async (_, report) => void stats.push(report),
    },
    log: stores.log,
    registry: stores.registry,
    ltsKeys,
    clock: systemClock,
    metrics,
  });
  const intake: DoorBench["intake"] = {
    ...real,
    reportSide: async (gateway, report, authentication) => {
      side.push({ report, authentication });
      await real.reportSide(gateway, report, authentication);
    },
    seen: async (gateway, location) => {
      seen.push(gateway);
      await real.seen(gateway, location);
    },
  };
  t.after(() => {
    gateways.close();
    metrics.stop();
  });
  return {
    ...home,
    stores,
    parts,
    metrics,
    delivered,
    timersMs,
    stats,
    side,
    seen,
    notices,
    intake,
    refused: async () => {
      const { values } = await metrics.doorRefused.get();
      return Object.fromEntries(values.map(({ labels, value }) => [labels.reason, value]));
    },
  };
}

/** Opens a door onto the bench, and closes it after the test. */
export function openDoor<D extends GatewayDoor>(t: TestContext, bench: DoorBench, door: D): D {
  door.open({
    receive: (delivery) => bench.intake.receive(delivery),
    reportStats: (gateway, report) => bench.intake.reportStats(gateway, report),
    reportSide: (gateway, report, how) => bench.intake.reportSide(gateway, report, how),
    seen: (gateway, location) => bench.intake.seen(gateway, location),
  });
  t.after(() => door.stop());
  return door;
}

/** Long enough for an answer on loopback that should not come. */
export const settle = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
