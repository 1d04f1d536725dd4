import { CallerError } from "@lorats/base";
import {
  dataRateOf,
  findSubBand,
  loraPayloadSymbols,
  loraSymbolS,
  loraTimeOnAirMs,
  maxApplicationPayload,
  timeOnAirMs,
  type LoraFrame,
  type Modulation,
  type Region,
  type SubBand,
} from "@lorats/lorawan";

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

/** What a share of time on the air means for frames of one length. */
export interface DutyFigures {
  readonly dutyCycle: number;
  /** From the start of one frame to the start of the next. */
  readonly periodMs: number;
  /** The rest between two frames: LoRaWAN's T_off. */
  readonly offTimeMs: number;
  readonly per15Min: number;
  /** The most that any hour may hold. */
  readonly perHour: number;
  readonly perDay: number;
}

export interface SubBandFigures extends DutyFigures {
  readonly subBand: string;
  readonly lowHz: number;
  readonly highHz: number;
  readonly maxErpDbm: number;
  /** Whether the plan's own channels lie here. */
  readonly defaultChannels: boolean;
  readonly verify: string | null;
}

/** What the region lets a data rate carry. */
interface PayloadFigures {
  readonly dataRate: number;
  /** Largest FRMPayload without options, 0 if the data rate may not be used. */
  readonly maxApplicationBytes: number;
  readonly maxBehindRepeater: number;
  readonly fits: boolean;
}

interface DwellFigures {
  readonly limitMs: number;
  readonly fits: boolean;
  /** Largest PHYPayload of this modulation that fits, `null` if none does. */
  readonly maxPhyBytes: number | null;
}

/** What only LoRa frames have. */
interface LoraFigures {
  readonly sf: number;
  readonly bwHz: number;
  readonly codingRate: string;
  readonly preambleSymbols: number;
  readonly explicitHeader: boolean;
  readonly crc: boolean;
  readonly symbolMs: number;
  readonly payloadSymbols: number;
}

export interface AirtimeFigures extends Partial<LoraFigures> {
  readonly modulation: Modulation["modulation"];
  /** The data rate's index where one was asked for. */
  readonly dataRate?: number;
  readonly phyBytes: number;
  /** FRMPayload bytes of a data frame of that length without options, `null` if it is no data frame. */
  readonly applicationBytes: number | null;
  readonly timeOnAirMs: number;
  /** Information bits a second while the payload is sent. */
  readonly bitrateBps: number;
  readonly region: string;
  readonly duty: readonly SubBandFigures[];
  readonly dwell: DwellFigures | null;
  /** `null` where the region has no such data rate. */
  readonly payload: PayloadFigures | null;
}

/** MHDR, FHDR without options, FPort and MIC. */
export const DATA_FRAME_OVERHEAD = 13;
const MAX_PHY_BYTES = 255;
const LR_FHSS_CODED_BPS = 488.28125;

/** Figures of any LoRa frame, also ones that LoRaWAN never sends. */
export function loraFigures(frame: LoraFrame, region: Region): AirtimeFigures {
  const { sf, bwHz, phyBytes, codingRate = 1, explicitHeader = true, crc = true } = frame;
  const lora: LoraFigures = {
    sf,
    bwHz,
    codingRate: `4/${4 + codingRate}${frame.longInterleaving ? "LI" : ""}`,
    preambleSymbols: frame.preambleSymbols ?? (sf < 7 ? 12 : 8),
    explicitHeader,
    crc,
    symbolMs: loraSymbolS(sf, bwHz) * 1000,
    payloadSymbols: loraPayloadSymbols(frame),
  };
  const msOf = (phyBytes: number): number => loraTimeOnAirMs({ ...frame, phyBytes });
  const bitrateBps = loraBitrateBps(sf, bwHz, codingRate);
  const dataRate = region.dataRates.find(
    ({ modulation }) =>
      modulation.modulation === "lora" && modulation.sf === sf && modulation.bwHz === bwHz,
  )?.index;
  const payload = dataRate === undefined ? null : payloadFigures(region, dataRate, phyBytes);
  const common = commonFigures(region, phyBytes, msOf);
  return { modulation: "lora", ...lora, ...common, bitrateBps, payload };
}

/**
 * Figures of a LoRaWAN frame at one of the region's data rates.
 * @throws {CallerError} `CLI_BAD_ARGUMENT` where the region has no such data rate
 */
export function dataRateFigures(
  region: Region,
  dataRate: number,
  phyBytes: number,
  crc: boolean,
): AirtimeFigures {
  const modulation = dataRateOf(region, dataRate)?.modulation;
  if (!modulation) {
    throw new CallerError("CLI_BAD_ARGUMENT", `${region.id} has no data rate ${dataRate}`);
  }
  if (modulation.modulation === "lora") {
    const long = modulation.codingRate === "4/8LI";
    const { sf, bwHz } = modulation;
    const coding = long ? ({ codingRate: 4, longInterleaving: true } as const) : {};
    const figures = loraFigures({ sf, bwHz, phyBytes, crc, ...coding }, region);
    return { ...figures, dataRate, payload: payloadFigures(region, dataRate, phyBytes) };
  }
  const bitrateBps =
    modulation.modulation === "fsk"
      ? modulation.bitrateBps
      : LR_FHSS_CODED_BPS * (modulation.codingRate === "1/3" ? 1 / 3 : 2 / 3);
  const msOf = (phyBytes: number): number => timeOnAirMs(modulation, phyBytes);
  const figures = commonFigures(region, phyBytes, msOf);
  // A hopping frame dwells 0.1 s on a frequency, however long it is.
  const dwell = modulation.modulation === "lr-fhss" ? null : figures.dwell;
  const payload = payloadFigures(region, dataRate, phyBytes);
  return { ...modulation, dataRate, ...figures, dwell, bitrateBps, payload };
}

function payloadFigures(region: Region, dataRate: number, phyBytes: number): PayloadFigures {
  const dwell = region.dwell?.defaultUplink ?? false;
  const most = (repeater: boolean): number =>
    maxApplicationPayload(region, dataRate, { dwell, repeater });
  const maxApplicationBytes = most(false);
  return {
    dataRate,
    maxApplicationBytes,
    maxBehindRepeater: most(true),
    fits: maxApplicationBytes > 0 && phyBytes <= maxApplicationBytes + DATA_FRAME_OVERHEAD,
  };
}

function commonFigures(
  region: Region,
  phyBytes: number,
  msOf: (phyBytes: number) => number,
): Pick<
  AirtimeFigures,
  "phyBytes" | "applicationBytes" | "timeOnAirMs" | "region" | "duty" | "dwell"
> {
  const timeOnAirMs = msOf(phyBytes);
  const application = phyBytes - DATA_FRAME_OVERHEAD;
  return {
    phyBytes,
    applicationBytes: application >= 0 ? application : null,
    timeOnAirMs,
    region: region.id,
    duty: dutyOfRegion(region, timeOnAirMs),
    dwell: dwellOfRegion(region, msOf, timeOnAirMs),
  };
}

/** Information bits a second while the payload is sent. */
export function loraBitrateBps(sf: number, bwHz: number, codingRate: number): number {
  return (((sf * bwHz) / 2 ** sf) * 4) / (4 + codingRate);
}

export function dutyFigures(dutyCycle: number, timeOnAirMs: number): DutyFigures {
  const periodMs = timeOnAirMs / dutyCycle;
  return {
    dutyCycle,
    periodMs,
    offTimeMs: periodMs - timeOnAirMs,
    per15Min: Math.floor(QUARTER_MS / periodMs),
    perHour: Math.floor(HOUR_MS / periodMs),
    perDay: Math.floor(DAY_MS / periodMs),
  };
}

/** The largest PHYPayload that lasts no longer than `limitMs`, or `null`. */
export function maxPhyBytes(msOf: (phyBytes: number) => number, limitMs: number): number | null {
  for (let phyBytes = MAX_PHY_BYTES; phyBytes > 0; phyBytes--) {
    if (msOf(phyBytes) <= limitMs) return phyBytes;
  }
  return null;
}

function dutyOfRegion(region: Region, timeOnAirMs: number): SubBandFigures[] {
  const profile = region.regulation[0];
  if (!profile) return [];
  const used = new Set<SubBand | undefined>(
    region.channels.map((channel) => findSubBand(profile, channel.frequencyHz)),
  );
  return profile.subBands.map((band) =>
    Object.assign(dutyFigures(band.dutyCycle, timeOnAirMs), {
      subBand: band.id,
      lowHz: band.lowHz,
      highHz: band.highHz,
      maxErpDbm: band.maxErpDbm,
      defaultChannels: used.has(band),
      verify: band.verify ?? null,
    }),
  );
}

function dwellOfRegion(
  region: Region,
  msOf: (phyBytes: number) => number,
  timeOnAirMs: number,
): DwellFigures | null {
  if (!region.dwell) return null;
  const { limitMs } = region.dwell;
  return { limitMs, fits: timeOnAirMs <= limitMs, maxPhyBytes: maxPhyBytes(msOf, limitMs) };
}
