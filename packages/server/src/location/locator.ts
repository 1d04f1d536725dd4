import { errorLine, type Instant } from "@lorats/base";
import { newEvent, type NewEvent, type StoredEvent } from "@lorats/events";
import {
  gatewayStrengths,
  gatewayTimes,
  isDerivable,
  isNews,
  isStale,
  locateBest,
  otherNetwork,
  payloadGnss,
  wifiResolver,
  type Derived,
  type Located,
  type LocationEvidence,
  type LocationResolver,
  type Sink,
} from "@lorats/platform";
import type { Config } from "../config/settings.ts";
import type { Services } from "../services.ts";
import { evidenceOf } from "./evidence.ts";
import { HttpGeolocator } from "./geolocator.ts";
import type { LastLocation } from "./last-locations.ts";

/** The ways to know where a device is, as the settings have them. A new one is a file beside its siblings and a line here. */
export function resolversOf(config: Config): readonly LocationResolver[] {
  const url = config["location.wifi_url"];
  const all: readonly LocationResolver[] = [
    payloadGnss,
    otherNetwork,
    ...(url === undefined
      ? []
      : [wifiResolver(new HttpGeolocator(url, config["location.wifi_allow_private"]))]),
    gatewayTimes,
    gatewayStrengths,
  ];
  return all.filter(({ name }) => config["location.resolvers"].includes(name));
}

type Parts = Pick<Services, "stores" | "places" | "pipeline" | "lastLocations" | "metrics">;

/** Where a frame says that its device is, which may be known already. */
export interface Candidate {
  readonly located: Located;
  readonly event: NewEvent<"location">;
}

/** Follows frames and appends where their devices are, as events that everybody else follows. */
export class Locator implements Sink<Candidate> {
  readonly name = "locations";
  readonly #parts: Parts;
  readonly #resolvers: readonly LocationResolver[];
  readonly #failed: (resolver: string, error: string) => void;

  constructor(
    parts: Parts,
    resolvers: readonly LocationResolver[],
    failed: (resolver: string, error: string) => void,
  ) {
    this.#parts = parts;
    this.#resolvers = resolvers;
    this.#failed = failed;
  }

  /** What frames say of the place of their devices. */
  async locate(events: readonly StoredEvent[]): Promise<readonly Candidate[]> {
    const { pipeline, places, lastLocations } = this.#parts;
    pipeline.note(events);
    const [derived] = await Promise.all([
      pipeline.derive(events.filter(isDerivable)),
      places.prepare([]),
    ]);
    const frames = [...derived.values()];
    const known = await lastLocations.of(frames.map(({ card }) => card.deviceId));
    const found = await Promise.all(
      frames.map((frame) => this.#locateOne(frame, known.get(frame.card.deviceId))),
    );
    return found.filter((event) => event !== undefined);
  }

  /** Appends what is news; what is offered again after a crash is not. */
  async deliver(found: readonly Candidate[]): Promise<void> {
    const { stores, lastLocations, metrics } = this.#parts;
    if (found.length === 0) return;
    const known = new Map(await lastLocations.of(found.map(({ event }) => event.body.deviceId)));
    const news: Candidate[] = [];
    for (const one of found) {
      const { located, event } = one;
      const { time, body } = event;
      const last = known.get(body.deviceId);
      if (last && time <= last.time) continue;
      const { place, source, gateways } = located;
      if (!isNews(located, time, last)) {
        lastLocations.looked(body.deviceId, time);
        continue;
      }
      known.set(body.deviceId, { place, source, gateways, time, quietUntil: time });
      news.push(one);
    }
    if (news.length === 0) return;
    await stores.log.append(news.map(({ event }) => event));
    for (const { event } of news) {
      lastLocations.note(event);
      metrics.locations.inc({ source: event.body.source });
    }
  }

  async #locateOne(
    derived: Derived,
    last: LastLocation | undefined,
  ): Promise<Candidate | undefined> {
    if (!isBelieved(derived)) return undefined;
    const { card, applicationId, frame, time } = derived;
    const evidence = await evidenceOf(this.#parts, derived);
    const asked = this.#resolvers.filter((one) => mayAdd(one, evidence, last, time));
    const located = await locateBest(asked, evidence, (resolver, error) =>
      this.#failed(resolver, errorLine(error)),
    );
    const { deviceId, devEui, tenantId } = card;
    if (!located) {
      if (last && asked.some(({ isExpected }) => isExpected)) {
        this.#parts.lastLocations.looked(deviceId, time);
      }
      return undefined;
    }
    const { place, source, resolver, gateways } = located;
    const event = newEvent(
      "location",
      { tenantId, key: deviceId, time },
      {
        deduplicationId: frame,
        deviceId,
        applicationId,
        devEui,
        place: JSON.stringify(place),
        source,
        resolver,
        gateways,
      },
    );
    return { located, event };
  }
}

/** Is it worth asking, of those whose answers cost much? */
function mayAdd(
  { isExpected }: LocationResolver,
  evidence: LocationEvidence,
  last: LastLocation | undefined,
  time: Instant,
): boolean {
  if (!isExpected || !last || isStale(last, time)) return true;
  return time >= last.quietUntil && !isExpected(evidence, last);
}

/** A frame that somebody recorded and sends elsewhere would take its device there. */
function isBelieved(derived: Derived): boolean {
  if (derived.kind === "observation") return true;
  const { freshness } = derived.uplink.body;
  const { revision, handling, trust } = derived.assessment.body;
  return freshness === "fresh" && revision === 0 && !handling && trust.verdict !== "replayed";
}
