import type { GatewayUplink } from "@lorats/backhaul";
import type { Reception } from "./concentrator.ts";

/** A reception in the words that all backhauls share. */
export function uplinkOf({
  transmission,
  rssiDbm,
  snrDb,
  foffHz,
  channel,
  times,
}: Reception): GatewayUplink {
  const { phyPayload, freqHz, sf, bwHz } = transmission;
  return {
    phyPayload,
    freqHz,
    modulation: { kind: "lora", sf, bwHz, cr: 1 },
    crc: "ok",
    rssiDbm: Math.round(rssiDbm),
    snrDb: Math.round(snrDb * 10) / 10,
    foffHz,
    channel,
    rfChain: 0,
    times,
    context: new Uint8Array(0),
  };
}
