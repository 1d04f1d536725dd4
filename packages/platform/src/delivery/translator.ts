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
import { joinJson, revisionJson, upJson, type StoredReception } from "./chirpstack/up.ts";
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
  readonly #receptions = new RecentMap<Cursor, StoredReception>(REMEMBERED);
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
    for (const event of events) this.#remember(event);
    const missing = events.filter(({ position }) => this.#done.get(position) === undefined);
    const derived = await this.#pipeline.derive(missing.filter(isDerivable));
    const found = (
      await Promise.all(missing.map((event) => this.#find(event, derived.get(event.position))))
    ).filter((one) => one !== undefined);
    const cards = await this.#directory.devices([...new Set(found.flatMap(deviceOf))]);
    const fresh = new Map<Cursor, readonly Message[]>();
    for (const one of found) {
      const messages = await this.#messages(one, cards);
      fresh.set(one.event.position, messages);
      this.#done.set(one.event.position, messages);
    }
    return events.flatMap(({ position }) => fresh.get(position) ?? this.#done.get(position) ?? []);
  }

  #remember(event: StoredEvent): void {
    if (event.type === "downlink") this.#downlinks.set(event.body.downlinkId, event);
    else if (event.type === "reception") this.#receptions.set(event.position, event);
  }

  async #find(event: StoredEvent, derived: Derived | undefined): Promise<Found | undefined> {
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
      case "reception":
      case "sighting":
      case "snippet":
      case "sdr-health":
      case "gateway-stats":
      case "uplink":
      case "activation":
      case "downlink":
      case "multicast-downlink":
      case "multicast-delivery":
      case "alarm-signal":
      case "trust-label":
      case "change":
        return undefined;
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

  async #receptionsOf(uplink: Stored<"uplink">): Promise<readonly StoredReception[]> {
    const positions = uplink.body.receptions.map(({ position }) => position);
    const missing = positions.filter((position) => !this.#receptions.get(position));
    const read = missing.length > 0 ? await this.#log.get(missing) : [];
    for (const event of read) this.#remember(event);
    const byPosition = new Map(read.map((event) => [event.position, event as StoredReception]));
    return positions.map((position) => this.#receptions.get(position) ?? byPosition.get(position)!);
  }

  async #messages(found: Found, cards: Cards): Promise<readonly Message[]> {
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
      return this.#aboutUplink(found.derived, say, log);
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
        const { code, reason } = event.body;
        const context = { code, position: event.position };
        return [log({ level: "WARNING", code: logCodeOf(code), description: reason, context })];
      }
    }
  }

  async #aboutUplink(
    { assessment, uplink, decoded, object, card }: DerivedUplink,
    say: (kind: MessageKind, json: Message["json"]) => Message,
    log: (parts: LogParts) => Message,
  ): Promise<readonly Message[]> {
    const { body } = assessment;
    const { freshness, deduplicationId } = uplink.body;
    const { revision, handling, trust } = body;
    // What was held back has not been told yet: there is nothing that could be revised.
    if (handling === "hold") {
      if (revision > 0) return [];
      const description = `a frame was held back: ${trust.explanation ?? trust.verdict}`;
      const context = { deduplicationId, verdict: trust.verdict };
      return [log({ level: "WARNING", code: "UNKNOWN", description, context })];
    }
    if (revision > 0 && handling !== "release") return [say("revision", revisionJson(body, card))];
    if (freshness !== "fresh") {
      const description = `a frame was kept without effects: ${freshness}`;
      const context = { deduplicationId, freshness };
      return [log({ level: "WARNING", code: "UPLINK_F_CNT_RETRANSMISSION", description, context })];
    }
    const receptions = await this.#receptionsOf(uplink);
    const up = say("up", upJson({ uplink, assessment: body, receptions, card, object }));
    return [up, ...codecLog(decoded, deduplicationId, log)];
  }
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
