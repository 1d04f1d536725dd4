import { RecentMap, type DeviceId } from "@lorats/base";
import type { Cursor, EventLog, EventType, StoredEvent } from "@lorats/events";
import {
  isDerivable,
  type Derived,
  type DerivedObservation,
  type DerivedUplink,
  type UplinkPipeline,
} from "../pipeline/uplink-pipeline.ts";
import { alarmStepJson } from "./chirpstack/alarm.ts";
import { logCodeOf, logJson, type LogParts } from "./chirpstack/log.ts";
import { ackJson, statusJson, undeliveredLog } from "./chirpstack/outcome.ts";
import { locationJson } from "./chirpstack/location.ts";
import { observationJson } from "./chirpstack/observation.ts";
import { txAckJson } from "./chirpstack/tx-ack.ts";
import {
  joinJson,
  revisionJson,
  upJson,
  type Places,
  type StoredReception,
} from "./chirpstack/up.ts";
import type { DeviceCard, Directory } from "./directory.ts";
import type { Message, MessageKind } from "./message.ts";

type Stored<T extends EventType> = Extract<StoredEvent, { type: T }>;
type Cards = ReadonlyMap<DeviceId, DeviceCard>;
/** An event with the earlier ones that it completes. */
type Found =
  | { event: Stored<"assessment">; derived: DerivedUplink }
  | { event: Stored<"observation">; derived: DerivedObservation }
  | { event: Stored<"tx-ack">; downlink: Stored<"downlink"> }
  | { event: Stored<"join" | "refusal" | "delivery" | "device-status" | "alarm" | "location"> };

/** Events that people hear of. The others are found again when one of these needs them. */
type Telling = Found["event"];
const TELLS: Readonly<Record<EventType, boolean>> = {
  assessment: true,
  observation: true,
  "tx-ack": true,
  join: true,
  refusal: true,
  delivery: true,
  "device-status": true,
  location: true,
  alarm: true,
  "alarm-signal": false,
  activation: false,
  change: false,
  downlink: false,
  "external-data": false,
  "foreign-traffic": false,
  "gateway-stats": false,
  "multicast-delivery": false,
  "multicast-downlink": false,
  reception: false,
  "reported-temperature": false,
  "sdr-health": false,
  sighting: false,
  snippet: false,
  "trust-label": false,
  uplink: false,
};

const REMEMBERED = 4096;
/** How far back to look for what an event completes, when it is not remembered. */
const SEARCH_LIMIT = 64;

/**
 * Turns events of the log into messages. It keeps no state that matters: what an event completes (an assessment
 * its uplink, a TX acknowledgement its downlink) is remembered when it has just gone by, and looked up otherwise.
 */
export class Translator {
  readonly #log: EventLog;
  readonly #directory: Directory;
  readonly #pipeline: UplinkPipeline;
  readonly #downlinks = new RecentMap<string, Stored<"downlink">>(REMEMBERED);
  /** Several followers ask for the same events at about the same time. */
  readonly #done = new RecentMap<Cursor, readonly Message[]>(REMEMBERED);

  constructor(log: EventLog, directory: Directory, pipeline: UplinkPipeline) {
    this.#log = log;
    this.#directory = directory;
    this.#pipeline = pipeline;
  }

  /** Messages in the order of their events. Devices that were deleted meanwhile have none. */
  async translate(events: readonly StoredEvent[]): Promise<readonly Message[]> {
    this.#pipeline.note(events);
    for (const event of events) {
      if (event.type === "downlink") this.#downlinks.set(event.body.downlinkId, event);
    }
    const telling = events.filter(({ type }) => TELLS[type]) as readonly Telling[];
    const missing = telling.filter(({ position }) => this.#done.get(position) === undefined);
    const derived = await this.#pipeline.derive(missing.filter(isDerivable));
    const found = (
      await Promise.all(missing.map((event) => this.#find(event, derived.get(event.position))))
    ).filter((one) => one !== undefined);
    const cards = await this.#directory.devices([...new Set(found.flatMap(deviceOf))]);
    const receptions = await this.#receptionsOf(found, events);
    const places = await this.#placesOf(receptions);
    const fresh = new Map<Cursor, readonly Message[]>();
    for (const one of found) {
      const messages = messagesOf(one, cards, { receptions, places });
      fresh.set(one.event.position, messages);
      this.#done.set(one.event.position, messages);
    }
    return telling.flatMap(({ position }) => fresh.get(position) ?? this.#done.get(position) ?? []);
  }

  async #find(event: Telling, derived: Derived | undefined): Promise<Found | undefined> {
    switch (event.type) {
      case "assessment":
        return derived?.kind === "uplink" ? { event, derived } : undefined;
      case "observation":
        return derived?.kind === "observation" ? { event, derived } : undefined;
      case "tx-ack": {
        const downlink = await this.#downlinkOf(event);
        return downlink && { event, downlink };
      }
      case "join":
      case "refusal":
      case "delivery":
      case "device-status":
      case "location":
        return { event };
      case "alarm":
        // Alarms of other things have no device to speak under; their rules say who is told.
        return event.body.subject.kind === "device" ? { event } : undefined;
    }
  }

  async #downlinkOf({
    position,
    key,
    body,
  }: Stored<"tx-ack">): Promise<Stored<"downlink"> | undefined> {
    const remembered = this.#downlinks.get(body.downlinkId);
    if (remembered) return remembered;
    const page = await this.#log.read({
      before: position,
      key,
      types: ["downlink"],
      limit: SEARCH_LIMIT,
    });
    return (page.events as readonly Stored<"downlink">[]).find(
      (downlink) => downlink.body.downlinkId === body.downlinkId,
    );
  }

  /** What the uplinks rest on that are about to be told, from among the events at hand or from the log. */
  async #receptionsOf(
    found: readonly Found[],
    events: readonly StoredEvent[],
  ): Promise<ReadonlyMap<Cursor, StoredReception>> {
    const known = new Map<Cursor, StoredReception>();
    const sought = found.flatMap((one) =>
      "derived" in one && one.derived.kind === "uplink" && isTold(one.derived)
        ? one.derived.uplink.body.receptions.map(({ position }) => position)
        : [],
    );
    if (sought.length === 0) return known;
    for (const event of events) if (event.type === "reception") known.set(event.position, event);
    const missing = [...new Set(sought)].filter((position) => !known.has(position));
    const read = missing.length > 0 ? await this.#log.get(missing) : [];
    for (const event of read) known.set(event.position, event as StoredReception);
    return known;
  }

  #placesOf(receptions: Heard["receptions"]): Promise<Places> | Places {
    if (receptions.size === 0) return new Map();
    const gateways = new Set(receptions.values().map(({ body }) => body.gatewayId));
    return this.#directory.gatewayPlaces([...gateways]);
  }
}

/** Who heard what, and where they stand. */
interface Heard {
  readonly receptions: ReadonlyMap<Cursor, StoredReception>;
  readonly places: Places;
}

/** What is told of an event; nothing where its device is gone. */
function messagesOf(found: Found, cards: Cards, heard: Heard): readonly Message[] {
  const card = cards.get(deviceOf(found)[0]!);
  if (!card) return [];
  const say = (kind: MessageKind, json: Message["json"]): Message => {
    const { tenantId, applicationId, deviceId, devEui } = card;
    const { position } = found.event;
    return { position, kind, tenantId, applicationId, deviceId, devEui, json };
  };
  const log = (parts: LogParts): Message => say("log", logJson(parts, found.event.time, card));
  if ("derived" in found) {
    if (found.derived.kind === "observation") return aboutObservation(found.derived, say, log);
    return aboutUplink(found.derived, heard, say, log);
  }
  if ("downlink" in found) return aboutTxAck(found, card, say, log);
  const { event } = found;
  switch (event.type) {
    case "join":
      return [say("join", joinJson(event, card))];
    case "device-status":
      return [say("status", statusJson(event, card))];
    case "location":
      return [say("location", locationJson(event, card))];
    case "alarm":
      return [say("alarm", alarmStepJson(event, card))];
    case "delivery": {
      const answered = event.body.outcome.endsWith("acknowledged");
      return [answered ? say("ack", ackJson(event, card)) : log(undeliveredLog(event.body))];
    }
    case "refusal": {
      const { code, reason, receptions } = event.body;
      const context = { code, position: event.position };
      // What nobody heard is a command that an application should mend.
      const level = receptions.length > 0 ? "WARNING" : "ERROR";
      return [log({ level, code: logCodeOf(code), description: reason, context })];
    }
  }
}

/** Whether an `up` is made of it: it was neither held back, nor told before, nor kept without effects. */
function isTold({ assessment, uplink }: DerivedUplink): boolean {
  const { revision, handling } = assessment.body;
  return (
    uplink.body.freshness === "fresh" &&
    (handling === "release" || (revision === 0 && handling !== "hold"))
  );
}

function aboutUplink(
  derived: DerivedUplink,
  { receptions: all, places }: Heard,
  say: (kind: MessageKind, json: Message["json"]) => Message,
  log: (parts: LogParts) => Message,
): readonly Message[] {
  const { assessment, uplink, decoded, object, card } = derived;
  const { body } = assessment;
  const { freshness, unclear, deduplicationId } = uplink.body;
  const { revision, handling, trust } = body;
  if (isTold(derived)) {
    const receptions = uplink.body.receptions.map(({ position }) => all.get(position)!);
    const up = upJson({ uplink, assessment: body, receptions, places, card, object });
    return [say("up", up), ...codecLog(decoded, deduplicationId, log)];
  }
  // What was held back has not been told yet: there is nothing that could be revised.
  if (handling === "hold") {
    if (revision > 0) return [];
    const description = `a frame was held back: ${trust.explanation ?? trust.verdict}`;
    const context = { deduplicationId, verdict: trust.verdict };
    return [log({ level: "WARNING", code: "UNKNOWN", description, context })];
  }
  if (revision > 0 && handling !== "release") return [say("revision", revisionJson(body, card))];
  const description = `a frame was kept without effects: ${freshness}`;
  const context = { deduplicationId, freshness, ...(unclear && { unclear: "true" }) };
  return [log({ level: "WARNING", code: "UPLINK_F_CNT_RETRANSMISSION", description, context })];
}

function aboutObservation(
  { observation, decoded, object, card }: DerivedObservation,
  say: (kind: MessageKind, json: Message["json"]) => Message,
  log: (parts: LogParts) => Message,
): readonly Message[] {
  const up = say("up", observationJson(observation, card, object));
  return [up, ...codecLog(decoded, observation.body.observationId, log)];
}

/** A codec that failed costs its own frame a line in the log. */
function codecLog(
  decoded: Derived["decoded"],
  deduplicationId: string,
  log: (parts: LogParts) => Message,
): readonly Message[] {
  if (!decoded || decoded.ok) return [];
  const { code, reason: description } = decoded;
  const context = { deduplicationId, code };
  return [log({ level: "ERROR", code: "UPLINK_CODEC", description, context })];
}

function aboutTxAck(
  { event, downlink }: { event: Stored<"tx-ack">; downlink: Stored<"downlink"> },
  card: DeviceCard,
  say: (kind: MessageKind, json: Message["json"]) => Message,
  log: (parts: LogParts) => Message,
): readonly Message[] {
  if (event.body.status === "OK") {
    // As with ChirpStack, only what an application had asked for: not joins, acknowledgements, MAC commands.
    if (downlink.body.queueItemId === undefined) return [];
    return [say("txack", txAckJson(event, downlink, card))];
  }
  const { downlinkId, gatewayEui, status } = event.body;
  const context = { downlink_id: downlinkId, gateway_id: gatewayEui };
  return [log({ level: "ERROR", code: "DOWNLINK_GATEWAY", description: status, context })];
}

function deviceOf(found: Found): readonly DeviceId[] {
  if ("downlink" in found) return [found.downlink.body.deviceId];
  if (found.event.type === "alarm") return [found.event.body.subject.id as DeviceId];
  const { deviceId } = found.event.body;
  return deviceId === undefined ? [] : [deviceId];
}
