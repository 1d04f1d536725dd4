import {
  planRadioBoard,
  type RouterConfig,
  type StationDataRate,
  type StationDataRates,
} from "@lorats/backhaul";
import { EIRP_OVER_ERP_DB, type DataRate, type Region } from "@lorats/lorawan";
import { antennaOf, type Gateway, type RegionSettings } from "@lorats/network";

/**
 * Channels beside the eight of 125 kHz that gateways of a region usually listen to: one of fixed spreading factor, and
 * FSK. Fixed plans have a 500 kHz channel for each sub-band instead.
 */
const BESIDE: Readonly<
  Record<string, { readonly fastLoraHz: number; readonly fskHz: number } | undefined>
> = {
  EU868: { fastLoraHz: 868_300_000, fskHz: 868_800_000 },
};

/**
 * What to call a region towards Basics Station 2.0.6, which drops every downlink in regions that it does not know.
 * Those borrow the name of the one that has no rules of its own but a power limit above all: what may be sent is
 * decided here, and `max_eirp` lowers the limit.
 */
function stationRegionName(region: Region): string {
  switch (region.id) {
    case "EU868":
    case "US915":
    case "AU915":
    case "AS923-1":
    case "KR920":
      return region.id;
    case "AS923-4":
      return "IL915";
    default:
      return "AU915";
  }
}

export interface StationConfigQuery {
  readonly gateway: Gateway;
  readonly region: Region;
  readonly settings: RegionSettings;
  /** Whether the station sends class B beacons; it needs GPS for that. */
  readonly beacons: boolean;
  /** Seconds since 1970. */
  readonly muxTimeS: number;
}

/** @throws {CallerError} `LNS_BAD_CONFIG` when a concentrator cannot hear the gateway's channels */
export function routerConfig(query: StationConfigQuery): RouterConfig {
  const { gateway, region, beacons, muxTimeS } = query;
  const { narrow, wide } = channelsOf(query);
  const beside = BESIDE[region.id];
  const fast = fastRate(region, wide ? 500_000 : 250_000);
  const fsk = region.dataRates.find(({ modulation }) => modulation.modulation === "fsk");
  const stdHz = wide ?? beside?.fastLoraHz;
  const loraStd = stdHz !== undefined && fast && { freqHz: stdHz, bwHz: fast.bwHz, sf: fast.sf };
  const fskHz = fsk && beside?.fskHz;
  return {
    type: "router_config",
    region: stationRegionName(region),
    hwspec: "sx1301/1",
    freqRangeHz: region.bandHz,
    dataRates: stationDataRates(region),
    upchannels: [
      ...narrow,
      ...(loraStd && fast ? [{ freqHz: loraStd.freqHz, minDr: fast.dr, maxDr: fast.dr }] : []),
      ...(fskHz ? [{ freqHz: fskHz, minDr: fsk.index, maxDr: fsk.index }] : []),
    ],
    boards: [
      planRadioBoard({
        multiSfHz: narrow.map(({ freqHz }) => freqHz),
        ...(loraStd && { loraStd }),
        ...(fskHz && { fskHz }),
      }),
    ],
    maxEirpDbm: toldLimitDbm(gateway, region),
    ...(beacons && { beaconing: beaconing(region) }),
    muxTimeS,
  };
}

/** Whose channels, in which region. */
export type ChannelQuery = Pick<StationConfigQuery, "gateway" | "region" | "settings">;

interface Channels {
  readonly narrow: readonly { freqHz: number; minDr: number; maxDr: number }[];
  readonly wide: number | undefined;
}

const SUB_BAND = 8;
/** The 500 kHz channels of fixed plans come after the 125 kHz ones. */
const FIRST_WIDE = 64;

/** What the gateway listens to: eight channels of 125 kHz, and in fixed plans the wide one among them. */
export function channelsOf({ gateway, region, settings }: ChannelQuery): Channels {
  if (region.plan === "dynamic") {
    const extra = settings.extraChannelsHz ?? [];
    const [minDr, maxDr] = region.cfList?.type === 0 ? region.cfList.dataRates : [0, 5];
    const narrow = [
      ...region.channels.map(({ frequencyHz, minDataRate, maxDataRate }) => ({
        freqHz: frequencyHz,
        minDr: minDataRate,
        maxDr: maxDataRate,
      })),
      ...extra.map((freqHz) => ({ freqHz, minDr, maxDr })),
    ];
    return { narrow: narrow.slice(0, SUB_BAND), wide: undefined };
  }
  const first = SUB_BAND * (gateway.subBand ?? 0);
  const narrow = region.channels
    .filter(({ index }) => index >= first && index < first + SUB_BAND)
    .map(({ frequencyHz, minDataRate, maxDataRate }) => ({
      freqHz: frequencyHz,
      minDr: minDataRate,
      maxDr: maxDataRate,
    }));
  const wide = region.channels.find(
    ({ index, minDataRate }) =>
      index === FIRST_WIDE + first / SUB_BAND && fastRate(region, 500_000)?.dr === minDataRate,
  );
  return { narrow, wide: wide?.frequencyHz };
}

function fastRate(
  region: Region,
  widthHz: number,
): { readonly dr: number; readonly sf: number; readonly bwHz: number } | undefined {
  for (const { index: dr, direction, modulation } of region.dataRates) {
    if (direction === "down" || modulation.modulation !== "lora") continue;
    if (modulation.bwHz === widthHz) return { dr, sf: modulation.sf, bwHz: modulation.bwHz };
  }
  return undefined;
}

/** The region's data rates as stations number them. They know no LR-FHSS. */
export function stationDataRates(region: Region): StationDataRates {
  const rates: (StationDataRate | undefined)[] = [];
  for (const rate of region.dataRates) {
    const known = stationDataRate(rate);
    if (known) rates[rate.index] = known;
  }
  return Array.from({ length: 16 }, (_, dr) => rates[dr]);
}

function stationDataRate({ direction, modulation }: DataRate): StationDataRate | undefined {
  const downlinkOnly = direction === "down" && { downlinkOnly: true };
  switch (modulation.modulation) {
    case "lora": {
      const { sf, bwHz } = modulation;
      return { modulation: { kind: "lora", sf, bwHz, cr: 1 }, ...downlinkOnly };
    }
    case "fsk":
      return {
        modulation: { kind: "fsk", bitrateBps: modulation.bitrateBps },
        ...downlinkOnly,
      };
    case "lr-fhss":
      return undefined;
  }
}

/**
 * The most that any sub-band allows; the station knows the lower limits of the others in its own regions. Gain and loss
 * of the antenna are taken off here unless the gateway's software does it.
 */
function toldLimitDbm(gateway: Gateway, { regulation, txPower }: Region): number {
  const [profile] = regulation;
  const limits = profile?.subBands.map(({ maxErpDbm }) => maxErpDbm + EIRP_OVER_ERP_DB) ?? [];
  const limitDbm = Math.floor(limits.length > 0 ? Math.max(...limits) : txPower.maxEirpDbm);
  if (gateway.subtractsOwnGain) return limitDbm;
  const { gainDbi, cableLossDb } = antennaOf(gateway);
  return limitDbm - gainDbi + cableLossDb;
}

const TIME_BYTES = 4;
const CRC_BYTES = 2;
const GATEWAY_PART_BYTES = 7;

/** @see LoRaWAN L2 1.0.4 §15.2, beacon frame content */
function beaconing({ classB }: Region): NonNullable<RouterConfig["beaconing"]> {
  const { dataRate, frequency, rfuBytes } = classB.beacon;
  const [first, second] = rfuBytes;
  const timeAt = first + 1;
  const gatewayAt = timeAt + TIME_BYTES + CRC_BYTES;
  const length = gatewayAt + GATEWAY_PART_BYTES + second + CRC_BYTES;
  const { firstHz, stepHz, count } = frequency;
  const freqsHz = Array.from({ length: count }, (_, i) => firstHz + i * stepHz);
  return { dr: dataRate, layout: [timeAt, gatewayAt, length], freqsHz };
}
