import type { Transmission } from "@lorats/lorawan";
import type { Place } from "../downlink/attempts.ts";
import { airtimeNs, bandwidthOf } from "../radio/rules.ts";

/** A place on a gateway's transmitter: what, and when on the server's monotonic clock. */
export interface Slot {
  readonly transmission: Transmission;
  readonly startUs: number;
}

/** What a frame in this place takes of a gateway's time. */
export function slotOf({ window, startMono }: Place, phyPayload: Uint8Array): Slot {
  const { modulation, freqHz: frequencyHz } = window;
  const durationUs = Math.ceil(airtimeNs(modulation, phyPayload.length, false) / 1000);
  return {
    startUs: Number(startMono / 1000n),
    transmission: { frequencyHz, bandwidthHz: bandwidthOf(modulation), durationUs },
  };
}
