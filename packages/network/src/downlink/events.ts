import {
  type Clock,
  type Random,
  type TenantId,
  formatInstant,
  newId,
  toBase64,
} from "@lorats/base";
import type { Downlink, EventBody, NewEvent, Uplink } from "@lorats/events";
import type { QueueItem } from "../ports/downlink-queue.ts";
import type { Device } from "../registry/device.ts";
import { modulationBody } from "../uplink/reception.ts";
import type { Attempt } from "./attempts.ts";
import type { BuiltDownlink } from "./frame.ts";
import type { DownlinkPlan } from "./plan.ts";

/** What a downlink event says beyond how it is sent. */
export type DownlinkMeaning = Pick<Downlink, "purpose" | "confirmed"> & Partial<Downlink>;

/** The fields that every event of a transmission has. */
type TransmissionBody = Pick<
  Downlink,
  | "downlinkId"
  | "gatewayId"
  | "gatewayEui"
  | "phyPayload"
  | "freqHz"
  | "modulation"
  | "powerDbm"
  | "timing"
> & { readonly startsAt: string };

/** How an attempt is sent, as events tell it. */
export function transmissionBody(
  { path, places }: Attempt,
  phyPayload: Uint8Array,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): TransmissionBody {
  const { window, startMono, timing } = places[0]!;
  const counter = path.copy?.uplink.times.counter;
  const startUs = counter && (counter.kind === "tmst" ? BigInt(counter.us) : counter.xtime);
  return {
    downlinkId: newId(clock, random),
    gatewayId: path.gateway.id,
    gatewayEui: path.gateway.eui,
    phyPayload: toBase64(phyPayload),
    freqHz: window.freqHz,
    modulation: modulationBody(window.modulation),
    powerDbm: window.eirpDbm,
    timing: timingBody(timing, startUs, window.delayUs),
    startsAt: formatInstant(clock.now() + startMono - clock.monotonic()),
  };
}

function timingBody(
  timing: Attempt["places"][number]["timing"],
  startUs: bigint | undefined,
  delayUs: number,
): Downlink["timing"] {
  if (timing.kind === "gps") return { kind: "gps", gpsTimeNs: String(timing.gpsNs) };
  if (startUs === undefined || timing.kind === "immediately") return { kind: "immediate" };
  return { kind: "counter", counterUs: String(startUs + BigInt(delayUs)) };
}

/** A downlink to a device, decided. */
export function downlinkEvent(
  device: Device,
  attempt: Attempt,
  phyPayload: Uint8Array,
  meaning: DownlinkMeaning,
  source: { readonly clock: Clock; readonly random: Random },
): NewEvent<"downlink"> {
  const { downlinkId, gatewayId, gatewayEui, ...sent } = transmissionBody(
    attempt,
    phyPayload,
    source,
  );
  return {
    type: "downlink",
    tenantId: device.tenantId,
    key: device.id,
    time: source.clock.now(),
    body: {
      downlinkId,
      deviceId: device.id,
      applicationId: device.applicationId,
      devEui: device.devEui,
      gatewayId,
      gatewayEui,
      window: attempt.places[0]!.window.name,
      ...sent,
      ...meaning,
    },
  };
}

/** What a data downlink means, out of what was planned and built. */
export function dataMeaning(
  { content, item }: DownlinkPlan,
  { fCntDown, counter, fPort }: BuiltDownlink,
  inReplyTo: string | undefined,
): DownlinkMeaning {
  const { acknowledges, macCommands, confirmed } = content;
  const ackOnly = macCommands.length === 0 ? "ack" : "mac";
  return {
    purpose: item ? "data" : ackOnly,
    confirmed,
    fCntDown,
    counter,
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(acknowledges !== undefined && { acknowledges }),
    ...(fPort !== null && { fPort }),
    ...(macCommands.length > 0 && { macCommands: toBase64(macCommands) }),
    ...(item && { queueItemId: item.id, attemptsLeft: item.attemptsLeft - 1 }),
  };
}

/** What became of a queued message. */
export function deliveryEvent(
  { id: deviceId, applicationId, devEui, tenantId }: Device,
  item: QueueItem,
  outcome: EventBody<"delivery">["outcome"],
  time: bigint,
  uplink?: Uplink,
): NewEvent<"delivery"> {
  const body = {
    queueItemId: item.id,
    deviceId,
    applicationId,
    devEui,
    outcome,
    ...(item.pendingFCnt !== undefined && { fCntDown: item.pendingFCnt }),
    ...(uplink && { deduplicationId: uplink.deduplicationId }),
  };
  return { type: "delivery", tenantId, key: deviceId, time, body };
}

/** Any event that says that something is sent by a gateway. */
export type SendingEvent = NewEvent & {
  readonly tenantId: TenantId;
  readonly body: Pick<Downlink, "downlinkId" | "gatewayId" | "gatewayEui">;
};

/** What a gateway said of a downlink. */
export function txAckEvent(
  { tenantId, key, body }: SendingEvent,
  status: string,
  time: bigint,
): NewEvent<"tx-ack"> {
  const { downlinkId, gatewayId, gatewayEui } = body;
  const said = { downlinkId, gatewayId, gatewayEui, status };
  return { type: "tx-ack", tenantId, key, time, body: said };
}
