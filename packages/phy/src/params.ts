import { CallerError } from "@lorats/base";

/** What two LoRa modems have to agree on before they can hear each other, and what a header may say. */
export interface LoraParams {
  /** Spreading factor, 5 … 12: chips a symbol = 2^sf. */
  readonly sf: number;
  /** Bandwidth in hertz, which is also the chip rate. */
  readonly bwHz: number;
  /** Coding rate 1 … 4: 4/5 … 4/8. */
  readonly cr: number;
  /** Low-data-rate optimisation: the payload too carries sf − 2 bits a symbol. */
  readonly ldro: boolean;
  readonly explicitHeader: boolean;
  /** A 16-bit CRC follows the payload. */
  readonly crc: boolean;
  /** Up-chirps before the sync word. */
  readonly preambleLength: number;
  /** One byte; each nibble is a symbol. LoRaWAN: 0x34 public, 0x12 private. */
  readonly syncWord: number;
  /** Conjugated waveform, as in LoRaWAN downlinks. */
  readonly invertIq: boolean;
  /**
   * SF5 and SF6 as SX127x chips send SF6 (and programs modelled on them both): without padding after the SFD, the first block at
   * sf − 2 bits a symbol. Otherwise as SX126x chips do.
   */
  readonly sx127x: boolean;
}

/** LoRaWAN's uplink settings: preamble 8, sync word 0x34, CR 4/5, explicit header, CRC. */
export function loraParams(
  sf: number,
  bwHz: number,
  changes: Partial<Omit<LoraParams, "sf" | "bwHz">> = {},
): LoraParams {
  const params = {
    sf,
    bwHz,
    cr: 1,
    ldro: ldroIsCustomary(sf, bwHz),
    explicitHeader: true,
    crc: true,
    preambleLength: 8,
    syncWord: 0x34,
    invertIq: false,
    sx127x: false,
    ...changes,
  };
  checkRange("sf", params.sf, 5, 12);
  checkRange("cr", params.cr, 1, 4);
  checkRange("preambleLength", params.preambleLength, 1, 65_535);
  checkRange("syncWord", params.syncWord, 0, 255);
  if (!(params.bwHz > 0)) throw new CallerError("PHY_BAD_PARAMETER", "bwHz must be positive");
  return params;
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new CallerError(
    "PHY_BAD_PARAMETER",
    `${name} must be a whole number from ${least} to ${most}, not ${value}`,
  );
}

/** Chips in a symbol. */
export function chipsPerSymbol(sf: number): number {
  return 2 ** sf;
}

/** Seconds of one symbol. */
export function symbolSeconds(sf: number, bwHz: number): number {
  return 2 ** sf / bwHz;
}

/** LoRaWAN's rule: low-data-rate optimisation when a symbol lasts longer than 16 ms. Real devices deviate. */
export function ldroIsCustomary(sf: number, bwHz: number): boolean {
  return symbolSeconds(sf, bwHz) > 0.016;
}

/** The two symbols of a sync word: each nibble times eight, modulo the alphabet. */
export function syncWordSymbols(sf: number, syncWord: number): readonly [number, number] {
  const mask = 2 ** sf - 1;
  return [((syncWord >>> 4) * 8) & mask, ((syncWord & 0xf) * 8) & mask];
}

/** Symbols of the start-frame delimiter: two and a quarter down-chirps. */
export const SFD_SYMBOLS = 2.25;
export const SYNC_SYMBOLS = 2;

/**
 * Up-chirps of value 0 between the SFD and the header: two at SF5 and SF6, none otherwise.
 * @see Semtech SX1261/2 data sheet §6.1.4 (time on air: N = preamble + 6.25 at SF5 and SF6, 4.25 otherwise)
 */
export function paddingSymbols(sf: number, sx127x: boolean): number {
  return sf < 7 && !sx127x ? 2 : 0;
}

/** Symbols from the onset to the first header symbol. */
export function symbolsBeforeHeader(params: LoraParams): number {
  return (
    params.preambleLength + SYNC_SYMBOLS + SFD_SYMBOLS + paddingSymbols(params.sf, params.sx127x)
  );
}

/** Seconds after the onset at which bias is stated: the middle of preamble, sync word and SFD. */
export function biasEpochSeconds(sf: number, bwHz: number, preambleLength: number): number {
  return ((preambleLength + SYNC_SYMBOLS + SFD_SYMBOLS) / 2) * symbolSeconds(sf, bwHz);
}
