import type { GatewayDownlink } from "@lorats/backhaul";
import type { Gateway } from "../registry/gateway.ts";
import { endMonoOf } from "../uplink/reception.ts";
import type { DownlinkPath } from "./paths.ts";
import type { Window } from "./windows.ts";

/** One way of sending a frame: a gateway, and the one or two windows that it is offered. */
export interface Attempt {
  readonly path: DownlinkPath;
  readonly windows: readonly Window[];
  /** When it has to be on its way, on the server's monotonic clock. */
  readonly deadlineMono: bigint;
}

/** Milliseconds before the window at which a gateway needs the frame: Semtech's TOO_LATE margin and some. */
export const GATEWAY_LEAD_MS = 50;

/** When a downlink must be handed over to reach a window through that path. */
export function deadlineMono(path: DownlinkPath, window: Window): bigint {
  const leadMs = path.link.roundTripP90Ms + GATEWAY_LEAD_MS;
  return endMonoOf(path.copy) + BigInt(window.delayUs) * 1000n - BigInt(Math.ceil(leadMs * 1e6));
}

/**
 * Everything that may be tried, best first: RX1 over every gateway, then RX2 over every gateway. A gateway that
 * takes two windows at once gets both.
 */
export function attempts(
  windows: readonly Window[],
  pathsOf: (window: Window) => readonly DownlinkPath[],
): Attempt[] {
  const all: Attempt[] = [];
  for (const [i, window] of windows.entries()) {
    for (const path of pathsOf(window)) {
      const both = path.link.maxItems === 2 && i === 0;
      // Who was offered both windows at once is not asked again for the second.
      if (path.link.maxItems === 2 && i > 0 && windows.length > 1) continue;
      all.push({
        path,
        windows: both ? windows : [window],
        deadlineMono: deadlineMono(path, window),
      });
    }
  }
  return all;
}

/** The frame as the gateway is told. */
export function gatewayDownlink(
  { path, windows }: Attempt,
  phyPayload: Uint8Array,
  ids: { readonly downlinkId: number; readonly devEui: string },
): GatewayDownlink {
  return {
    ...ids,
    deviceClass: "A",
    items: windows.map((window) => ({
      phyPayload,
      freqHz: window.freqHz,
      modulation: window.modulation,
      eirpDbm: toldPowerDbm(path.gateway, window.eirpDbm),
      timing: { kind: "delay", delayUs: window.delayUs, context: path.copy.uplink.context },
      invertPolarization: true,
      withCrc: window.modulation.kind === "fsk",
      ...(path.copy.uplink.rfChain !== undefined && { rfChain: path.copy.uplink.rfChain }),
      ...(path.copy.uplink.board !== undefined && { board: path.copy.uplink.board }),
    })),
  };
}

/** Gain and loss of the antenna are taken off once: by the gateway's own software, or here. */
export function toldPowerDbm(gateway: Gateway, eirpDbm: number): number {
  if (gateway.subtractsOwnGain) return eirpDbm;
  return eirpDbm - gateway.antennaGainDbi + gateway.cableLossDb;
}
