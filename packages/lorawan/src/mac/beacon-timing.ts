import type { CommandCodec } from "../command/command.ts";
import { uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/**
 * Deprecated since 1.0.3 in favour of DeviceTimeReq; old devices still ask.
 * @see LoRaWAN L2 1.1 §14
 */
export interface BeaconTimingReq {
  readonly command: "BeaconTimingReq";
}

export const beaconTimingReq: CommandCodec<BeaconTimingReq> = fixedCommand({
  name: "BeaconTimingReq",
  cid: 0x12,
  direction: "up",
  summary: "asks when the next beacon comes (deprecated)",
  length: 0,
  fields: {},
});

export interface BeaconTimingAns {
  readonly command: "BeaconTimingAns";
  /** The beacon starts between 30 × delay and 30 × (delay + 1) ms after the downlink's start. */
  readonly delay: number;
  readonly channel: number;
}

export const beaconTimingAns: CommandCodec<BeaconTimingAns> = fixedCommand({
  name: "BeaconTimingAns",
  cid: 0x12,
  direction: "down",
  summary: "tells when the next beacon comes (deprecated)",
  length: 3,
  fields: {
    delay: uint(0, 2, (units) => `within ${30 * units} … ${30 * (units + 1)} ms`),
    channel: uint(2, 1, (index) => `on beacon channel ${index}`),
  },
});
