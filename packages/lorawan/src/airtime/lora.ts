import { CallerError } from "@lorats/base";

export type SpreadingFactor = 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;

/** Bandwidths LoRaWAN uses. The last belongs to the 2.4 GHz band, whose data rates are written `BW812`. */
export type LoraBandwidthHz = 125_000 | 250_000 | 500_000 | 812_500;

export interface LoraFrame {
  readonly sf: SpreadingFactor;
  /** Any bandwidth in Hz: test sets and older chips use more than LoRaWAN does. */
  readonly bwHz: number;
  /** Length of the PHYPayload in bytes. */
  readonly phyBytes: number;
  /** Parity bits for four data bits: 1 is 4/5 (LoRaWAN), 4 is 4/8. */
  readonly codingRate?: 1 | 2 | 3 | 4;
  /** Interleaving over the whole payload instead of block by block, as on 2.4 GHz with `codingRate` 4. */
  readonly longInterleaving?: boolean;
  /** Preamble chirps before the sync word. LoRaWAN: 8; with SF5 and SF6: 12. */
  readonly preambleSymbols?: number;
  /** Whether the explicit header is sent. LoRaWAN beacons have none. */
  readonly explicitHeader?: boolean;
  /** Whether a payload CRC follows. LoRaWAN uplinks have one, downlinks do not. */
  readonly crc?: boolean;
  /**
   * Low data rate optimisation. Unless told, on when a symbol lasts 16 ms or longer, and for SF11 and SF12 in the
   * 2.4 GHz band, where the chip switches it on by itself.
   */
  readonly lowDataRate?: boolean;
}

const LOW_DATA_RATE_SYMBOL_S = 0.016;
/** Chirps between preamble and header: sync word (2) and start-of-frame delimiter (2.25). */
const SYNC_SYMBOLS = 4.25;
/** SF5 and SF6 of the SX126x family insert two more symbols before the header. */
const SYNC_SYMBOLS_SHORT_SF = 6.25;

/** Duration of one chirp in seconds. */
export function loraSymbolS(sf: SpreadingFactor, bwHz: number): number {
  return 2 ** sf / bwHz;
}

/**
 * Symbols of header, payload and CRC, from the first header symbol on.
 *
 * The first eight symbols carry `sf − 2` rows at coding rate 4/8 and always exist; what does not fit into them
 * goes out in interleaver blocks of `4 + codingRate` symbols.
 *
 * @see SX1276 datasheet rev. 7 §4.1.1.7 (SF7…SF12); SX1261/2 datasheet rev. 2.1 §6.1.4 (SF5, SF6);
 *   SX1280 datasheet rev. 3.2 §7.4.4.2 (2.4 GHz)
 */
export function loraPayloadSymbols(frame: LoraFrame): number {
  const { sf, phyBytes, codingRate = 1, explicitHeader = true, crc = true } = frame;
  const lowDataRate = frame.lowDataRate ?? needsLowDataRate(sf, frame.bwHz);
  if (frame.longInterleaving) return longInterleavedSymbols(frame, lowDataRate);
  const bits =
    8 * phyBytes + (crc ? 16 : 0) - 4 * sf + (explicitHeader ? 20 : 0) + (sf < 7 ? 0 : 8);
  const bitsPerBlock = 4 * (lowDataRate ? sf - 2 : sf);
  return 8 + Math.max(Math.ceil(bits / bitsPerBlock), 0) * (4 + codingRate);
}

/**
 * With long interleaving the header's eight symbols carry whole payload bytes, and the rest is coded as one block.
 * @see Semtech, `sx126x_get_lora_time_on_air_numerator` (published driver); explicit header only
 */
function longInterleavedSymbols(frame: LoraFrame, lowDataRate: boolean): number {
  const { sf, phyBytes, codingRate = 1, crc = true } = frame;
  const payloadBits = 8 * (phyBytes + (crc ? 2 : 0));
  const roomInHeader = (4 * sf + (sf < 7 ? 8 : 0) - 28) & ~7;
  const inHeader = roomInHeader < payloadBits ? Math.min(roomInHeader, 8 * phyBytes) : roomInHeader;
  const bitsPerSymbol = lowDataRate ? sf - 2 : sf;
  const coded = Math.max(payloadBits - inHeader, 0) * (4 + codingRate);
  return 8 + Math.ceil(coded / (4 * bitsPerSymbol));
}

function needsLowDataRate(sf: SpreadingFactor, bwHz: number): boolean {
  if (bwHz === 812_500) return sf > 10;
  return loraSymbolS(sf, bwHz) >= LOW_DATA_RATE_SYMBOL_S;
}

/**
 * How long a LoRa frame occupies the air, in milliseconds, first preamble chirp to last payload chirp.
 *
 * Exact to double precision: every LoRaWAN duration but those at 812 kHz is a multiple of 64 µs.
 *
 * @throws {CallerError} `LW_AIRTIME_BAD_FRAME` for a negative or fractional length, or a bandwidth that is not positive
 * @see SX1276 datasheet rev. 7 §4.1.1.7; SX1261/2 datasheet rev. 2.1 §6.1.4
 */
export function loraTimeOnAirMs(frame: LoraFrame): number {
  const { sf, bwHz, phyBytes } = frame;
  if (!Number.isInteger(phyBytes) || phyBytes < 0 || !(bwHz > 0)) {
    throw new CallerError("LW_AIRTIME_BAD_FRAME", "length and bandwidth of a frame are positive");
  }
  const preamble = frame.preambleSymbols ?? (sf < 7 ? 12 : 8);
  const sync = sf < 7 ? SYNC_SYMBOLS_SHORT_SF : SYNC_SYMBOLS;
  const symbols = preamble + sync + loraPayloadSymbols(frame);
  return (symbols * 2 ** sf * 1000) / bwHz;
}
