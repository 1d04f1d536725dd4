import {
  findSubBand,
  loraPayloadSymbols,
  loraSymbolS,
  loraTimeOnAirMs,
  type LoraFrame,
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

interface DwellFigures {
  readonly limitMs: number;
  readonly fits: boolean;
  /** Largest PHYPayload of this modulation that fits, `null` if none does. */
  readonly maxPhyBytes: number | null;
}

export interface AirtimeFigures {
  readonly sf: number;
  readonly bwHz: number;
  readonly phyBytes: number;
  /** FRMPayload bytes of a data frame of that length without options, `null` if it is no data frame. */
  readonly applicationBytes: number | null;
  readonly codingRate: string;
  readonly preambleSymbols: number;
  readonly explicitHeader: boolean;
  readonly crc: boolean;
  readonly symbolMs: number;
  readonly payloadSymbols: number;
  readonly timeOnAirMs: number;
  readonly bitrateBps: number;
  readonly region: string;
  readonly duty: readonly SubBandFigures[];
  readonly dwell: DwellFigures | null;
}

/** MHDR, FHDR without options, FPort and MIC. */
export const DATA_FRAME_OVERHEAD = 13;
const MAX_PHY_BYTES = 255;

export function airtimeFigures(frame: LoraFrame, region: Region): AirtimeFigures {
  const { sf, bwHz, phyBytes, codingRate = 1, explicitHeader = true, crc = true } = frame;
  const timeOnAirMs = loraTimeOnAirMs(frame);
  const application = phyBytes - DATA_FRAME_OVERHEAD;
  return {
    sf,
    bwHz,
    phyBytes,
    applicationBytes: application >= 0 ? application : null,
    codingRate: `4/${4 + codingRate}`,
    preambleSymbols: frame.preambleSymbols ?? (sf < 7 ? 12 : 8),
    explicitHeader,
    crc,
    symbolMs: loraSymbolS(sf, bwHz) * 1000,
    payloadSymbols: loraPayloadSymbols(frame),
    timeOnAirMs,
    bitrateBps: loraBitrateBps(sf, bwHz, codingRate),
    region: region.id,
    duty: dutyOfRegion(region, timeOnAirMs),
    dwell: dwellOfRegion(region, frame, timeOnAirMs),
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
export function maxPhyBytes(frame: LoraFrame, limitMs: number): number | null {
  for (let phyBytes = MAX_PHY_BYTES; phyBytes > 0; phyBytes--) {
    if (loraTimeOnAirMs({ ...frame, phyBytes }) <= limitMs) return phyBytes;
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

function dwellOfRegion(region: Region, frame: LoraFrame, timeOnAirMs: number): DwellFigures | null {
  if (!region.dwell) return null;
  const { limitMs } = region.dwell;
  return { limitMs, fits: timeOnAirMs <= limitMs, maxPhyBytes: maxPhyBytes(frame, limitMs) };
}
