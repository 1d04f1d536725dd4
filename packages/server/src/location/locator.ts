import { errorLine } from "@lorats/base";
import { newEvent, type NewEvent, type StoredEvent } from "@lorats/events";
import {
  gatewayStrengths,
  gatewayTimes,
  isDerivable,
  isNews,
  locateBest,
  otherNetwork,
  payloadGnss,
  wifiResolver,
  type Derived,
  type Located,
  type LocationResolver,
  type Sink,
} from "@lorats/platform";
import type { Config } from "../config/settings.ts";
import type { Services } from "../services.ts";
import { evidenceOf } from "./evidence.ts";
import { HttpGeolocator } from "./geolocator.ts";

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
    const { pipeline, places } = this.#parts;
    pipeline.note(events);
    const frames = events.filter(isDerivable);
    const [derived] = await Promise.all([pipeline.derive(frames), places.prepare([])]);
    const found = await Promise.all(
      frames.map(({ position }) => this.#locateOne(derived.get(position))),
    );
    return found.filter((event) => event !== undefined);
  }

  /** Appends what is news; what is offered again after a crash is not. */
  async deliver(found: readonly Candidate[]): Promise<void> {
    const { stores, lastLocations, metrics } = this.#parts;
    const known = new Map(await lastLocations.of(found.map(({ event }) => event.body.deviceId)));
    const news: Candidate[] = [];
    for (const one of found) {
      const { located, event } = one;
      const { time, body } = event;
      const last = known.get(body.deviceId);
      if ((last && time <= last.time) || !isNews(located, time, last)) continue;
      known.set(body.deviceId, { place: located.place, source: located.source, time });
      news.push(one);
    }
    if (news.length === 0) return;
    await stores.log.append(news.map(({ event }) => event));
    for (const { event } of news) {
      lastLocations.note(event);
      metrics.locations.inc({ source: event.body.source });
    }
  }

  async #locateOne(derived: Derived | undefined): Promise<Candidate | undefined> {
    if (!derived || !isBelieved(derived)) return undefined;
    const evidence = await evidenceOf(this.#parts, derived);
    const located = await locateBest(this.#resolvers, evidence, (resolver, error) =>
      this.#failed(resolver, errorLine(error)),
    );
    const { card, applicationId, frame, time } = derived;
    const { deviceId, devEui, tenantId } = card;
    if (!located) return undefined;
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

/** A frame that somebody recorded and sends elsewhere would take its device there. */
function isBelieved(derived: Derived): boolean {
  if (derived.kind === "observation") return true;
  const { freshness } = derived.uplink.body;
  const { revision, handling, trust } = derived.assessment.body;
  return freshness === "fresh" && revision === 0 && !handling && trust.verdict !== "replayed";
}
