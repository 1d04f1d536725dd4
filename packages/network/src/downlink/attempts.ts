import type { DownlinkTiming, GatewayDownlink } from "@lorats/backhaul";
import { antennaOf } from "../registry/gateway.ts";
import { endMonoOf } from "../uplink/reception.ts";
import type { DownlinkPath } from "./paths.ts";
import type { Window } from "./windows.ts";

/** A window with the moment at which a gateway hits it. */
export interface Place {
  readonly window: Window;
  readonly timing: DownlinkTiming;
  /** When it is on the air, on the server's monotonic clock. */
  readonly startMono: bigint;
}

/** One way of sending a frame: a gateway, and the one or two places that it is offered. */
export interface Attempt {
  readonly path: DownlinkPath;
  readonly places: readonly Place[];
  /** When it has to be on its way, on the server's monotonic clock. */
  readonly deadlineMono: bigint;
  /** Only if its gateway was not asked before: then it was offered this window as well. */
  readonly isFallback?: boolean;
}

/** Milliseconds before the window at which a gateway needs the frame: Semtech's TOO_LATE margin and some. */
const GATEWAY_LEAD_MS = 50;

/**
 * Everything that may be tried after an uplink, best first: RX1 over every gateway, then RX2 over every gateway. A
 * gateway that takes two windows at once gets both, or the second alone when it is too late for both.
 */
export function attempts(
  windows: readonly Window[],
  pathsOf: (window: Window) => readonly DownlinkPath[],
): Attempt[] {
  const all: Attempt[] = [];
  for (const [i, window] of windows.entries()) {
    for (const path of pathsOf(window)) {
      const { copy, link } = path;
      if (!copy) continue;
      const takesTwo = link.maxItems === 2;
      const both = takesTwo && i === 0;
      const endMono = endMonoOf(copy);
      const places = (both ? windows : [window]).map((one) => ({
        window: one,
        timing: { kind: "delay", delayUs: one.delayUs, context: copy.uplink.context } as const,
        startMono: endMono + BigInt(one.delayUs) * 1000n,
      }));
      const deadlineMono = places[0]!.startMono - leadNs(path);
      all.push({ path, places, deadlineMono, ...(takesTwo && i > 0 && { isFallback: true }) });
    }
  }
  return all;
}

/** Sending at once to a device that always listens, over any of these gateways. */
export function immediateAttempts(
  window: Window,
  paths: readonly DownlinkPath[],
  nowMono: bigint,
): Attempt[] {
  return paths.map((path) => {
    const underWayNs = BigInt(Math.ceil(path.link.roundTripP90Ms * 5e5));
    const startMono = nowMono + underWayNs;
    const timing = { kind: "immediately" } as const;
    return { path, places: [{ window, timing, startMono }], deadlineMono: startMono };
  });
}

/** A window at a GPS time: a ping slot. */
export interface TimedWindow {
  readonly window: Window;
  readonly gpsNs: bigint;
  /** The same on the server's monotonic clock, as far as it knows. */
  readonly startMono: bigint;
}

/** Every slot over every gateway that can send at a GPS time: the next slot over all of them, then the one after it. */
export function slotAttempts(
  slots: readonly TimedWindow[],
  paths: readonly DownlinkPath[],
): Attempt[] {
  const able = paths.filter(({ link }) => link.gpsTiming);
  return slots.flatMap(({ window, gpsNs, startMono }) =>
    able.map((path) => ({
      path,
      places: [{ window, timing: { kind: "gps", gpsNs } as const, startMono }],
      deadlineMono: startMono - leadNs(path),
    })),
  );
}

function leadNs({ link }: DownlinkPath): bigint {
  return BigInt(Math.ceil((link.roundTripP90Ms + GATEWAY_LEAD_MS) * 1e6));
}

const CLASSES = { rx1: "A", rx2: "A", "class-b": "B", "class-c": "C" } as const;

/** The frame as the gateway is told. */
export function gatewayDownlink(
  { path, places }: Attempt,
  phyPayload: Uint8Array,
  ids: { readonly downlinkId: number; readonly devEui?: string },
): GatewayDownlink {
  const heardBy = path.copy?.uplink;
  return {
    ...ids,
    deviceClass: CLASSES[places[0]!.window.name],
    items: places.map(({ window, timing }) => ({
      phyPayload,
      freqHz: window.freqHz,
      modulation: window.modulation,
      eirpDbm: window.eirpDbm - forwarderOffsetDb(path),
      timing,
      invertPolarization: true,
      withCrc: window.modulation.kind === "fsk",
      // Not the radio that heard the uplink: concentrators listen with two and send with the first.
      ...(heardBy?.board !== undefined && { board: heardBy.board }),
      ...(heardBy?.antenna !== undefined && { antenna: heardBy.antenna }),
    })),
  };
}

/**
 * What the power that a gateway is told lies below EIRP. Gain and loss of the antenna are taken off once: by the gateway's
 * own software, or here.
 */
export function forwarderOffsetDb({ gateway, copy }: DownlinkPath): number {
  if (gateway.subtractsOwnGain) return 0;
  const { gainDbi, cableLossDb } = antennaOf(gateway, copy?.uplink.antenna);
  return gainDbi - cableLossDb;
}
