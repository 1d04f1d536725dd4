import type { GatewayUplink } from "@lorats/backhaul";
import type { Reception } from "./concentrator.ts";

/** A reception in the words that all backhauls share. */
export function uplinkOf({
  transmission,
  rssiDbm,
  snrDb,
  foffHz,
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
    channel: Math.round((freqHz - 868_100_000) / 200_000) & 7,
    rfChain: 0,
    times,
    context: new Uint8Array(0),
  };
}
