import type { Clock } from "@lorats/base";
import type { EventLog } from "@lorats/events";
import type { NetworkServer, Registry } from "@lorats/network";
import type { Metrics } from "../../metrics.ts";
import { DoorMetrics } from "./door-metrics.ts";
import type { DoorName, Intake } from "./door.ts";
import type { LtsKeys } from "./lts-keys.ts";
import { sideEvents } from "./side-events.ts";

export interface IntakeParts {
  readonly network: Pick<NetworkServer, "receive" | "reportStats" | "options">;
  readonly log: EventLog;
  readonly registry: Registry;
  readonly ltsKeys: LtsKeys;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** What a door hands over to: the network server, and for what is none of its business, the log. */
export function intakeFor(door: DoorName, parts: IntakeParts): Intake {
  const { network, log, registry, ltsKeys, clock } = parts;
  const metrics = new DoorMetrics(parts.metrics, door);
  const { serverClockSdNs } = network.options;
  return {
    receive: (delivery) => network.receive(delivery),
    reportStats: (gateway, stats) => network.reportStats(gateway, stats),
    async reportSide(gateway, report, authentication) {
      const events = sideEvents(report, {
        gateway,
        at: clock.now(),
        sdNs: typeof serverClockSdNs === "number" ? serverClockSdNs : serverClockSdNs(),
        authentication,
        hmac: await ltsKeys.hmacOf(gateway),
        refused: (reason) => metrics.refuse(reason),
      });
      if (events.length > 0) await log.append(events);
    },
    async seen(gateway, location) {
      const reportedLocation = location && { reportedLocation: location };
      const report = { gatewayId: gateway.id, lastSeenAt: clock.now(), ...reportedLocation };
      await registry.gateways.seen([report]);
    },
  };
}
