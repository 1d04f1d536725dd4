import {
  ltsReportIsAuthentic,
  type HmacSha256,
  type LtsPilot,
  type LtsSideReport,
  type LtsSighting,
  type SdrHealth,
} from "@lorats/backhaul";
import { formatInstant, toBase64, type Instant } from "@lorats/base";
import type { EventBody, NewEvent } from "@lorats/events";
import type { Authentication, Gateway } from "@lorats/network";

const NO_FRAME = new Uint8Array(0);

export interface SideContext {
  readonly gateway: Gateway;
  readonly at: Instant;
  /** Standard deviation of the server's clock. */
  readonly sdNs: number;
  /** How the message itself was proven to come from the gateway. */
  readonly authentication: Authentication;
  /** The gateway's key, if it has one. */
  readonly hmac: HmacSha256 | undefined;
  /** Hears of sightings whose MAC is wrong or missing though the gateway has a key: they are left out. */
  readonly refused: (reason: string) => void;
}

/** The log's form of what a gateway's SDR saw beside the frames. */
export function sideEvents(report: LtsSideReport, context: SideContext): NewEvent[] {
  const { orphans, pilots, sdr } = report;
  return [
    ...orphans.flatMap((orphan) => sightingEvent(orphan, "orphan", context)),
    ...pilots.flatMap((pilot) => sightingEvent(pilot, pilot.source, context)),
    ...(sdr ? [healthEvent(sdr, context)] : []),
  ];
}

function sightingEvent(
  sighting: LtsSighting & Partial<LtsPilot>,
  kind: EventBody<"sighting">["kind"],
  context: SideContext,
): NewEvent<"sighting">[] {
  const authentication = proofOf(sighting, context);
  if (!authentication) return [];
  const { freqHz, sf, bwHz, sentAt, tmst } = sighting;
  const { onset, onsetSdNs, biasHz, biasSdHz, driftHzPerS, clockPpm, snrDb, mac } = sighting;
  const { clockSdPpm, ambiguity, collision } = sighting;
  const body: EventBody<"sighting"> = {
    ...origin(context),
    kind,
    authentication,
    arrivedSdNs: context.sdNs,
    freqHz: Math.round(freqHz),
    sf,
    bwHz: Math.round(bwHz),
    lts: {
      onset: formatInstant(onset),
      onsetSdNs,
      biasHz,
      biasSdHz,
      ...(driftHzPerS !== undefined && { driftHzPerS }),
      ...(clockPpm !== undefined && { clockPpm }),
      ...(clockSdPpm !== undefined && { clockSdPpm }),
      ...(snrDb !== undefined && { snrDb }),
      ...(ambiguity && { ambiguity }),
      ...(collision && { collision }),
      ...(mac && { mac: toBase64(mac) }),
    },
    ...(sentAt !== undefined && { sentAt: formatInstant(sentAt) }),
    ...(tmst !== undefined && { counterUs: String(tmst) }),
  };
  return [{ type: "sighting", ...place(context), body }];
}

/** Undefined when the sighting is not to be believed. */
function proofOf(
  sighting: LtsSighting & Partial<LtsPilot>,
  { hmac, authentication, refused }: SideContext,
): Authentication | undefined {
  if (!hmac) return authentication;
  const { tmst } = sighting;
  const counter = tmst === undefined ? undefined : ({ kind: "tmst", us: tmst } as const);
  if (ltsReportIsAuthentic(sighting, { phyPayload: NO_FRAME, counter }, hmac)) return "hmac";
  refused(sighting.mac ? "LTS_BAD_MAC" : "LTS_NO_MAC");
  return undefined;
}

function healthEvent(sdr: SdrHealth, context: SideContext): NewEvent<"sdr-health"> {
  const { state, clock, ...figures } = sdr;
  const body = {
    ...origin(context),
    authentication: context.authentication,
    state,
    clock,
    figures: figures as Record<string, number>,
  };
  return { type: "sdr-health", ...place(context), body };
}

function origin({ gateway, at }: SideContext) {
  return { gatewayId: gateway.id, gatewayEui: gateway.eui, arrivedAt: formatInstant(at) };
}

function place({ gateway, at }: SideContext) {
  return { tenantId: gateway.tenantId, key: gateway.id, time: at };
}
