import { createHash } from "node:crypto";
import type { ChannelConfig, MqttGatewayConfig } from "@lorats/backhaul";
import { NS_PER_S } from "@lorats/base";
import type { Region } from "@lorats/lorawan";
import { type ChannelQuery, channelsOf } from "../basics-station/router-config.ts";

/** Demodulators of an SX1301: eight for 125 kHz, one for a wider channel of LoRa. */
const MULTI_SF = 8;
const WIDE_HZ = 500_000;
const NARROW_HZ = 125_000;
const MAX_DR = 15;

/**
 * What a gateway is to listen to, as `command/config` tells it. Its version is made of what it says, so that a gateway
 * that reports it has the newest.
 */
export function channelConfig(query: ChannelQuery): MqttGatewayConfig {
  const { gateway, region } = query;
  const { narrow, wide } = channelsOf(query);
  const channels: ChannelConfig[] = narrow.slice(0, MULTI_SF).map(({ freqHz, minDr, maxDr }, i) => {
    const spreadingFactors = factorsOf(region, NARROW_HZ, minDr, maxDr);
    return { freqHz, bwHz: NARROW_HZ, spreadingFactors, board: 0, demodulator: i };
  });
  if (wide !== undefined) {
    const spreadingFactors = factorsOf(region, WIDE_HZ, 0, MAX_DR);
    const place = { board: 0, demodulator: MULTI_SF };
    channels.push({ freqHz: wide, bwHz: WIDE_HZ, spreadingFactors, ...place });
  }
  return {
    gatewayEui: gateway.eui,
    version: createHash("sha256").update(JSON.stringify(channels)).digest("hex").slice(0, 16),
    channels,
    statsIntervalNs: BigInt(gateway.statsIntervalS) * NS_PER_S,
  };
}

/** Of uplinks of that width. */
function factorsOf({ dataRates }: Region, widthHz: number, minDr: number, maxDr: number): number[] {
  return dataRates
    .filter(({ index, direction }) => direction !== "down" && index >= minDr && index <= maxDr)
    .flatMap(({ modulation }) =>
      modulation.modulation === "lora" && modulation.bwHz === widthHz ? [modulation.sf] : [],
    )
    .toSorted((a, b) => a - b);
}
