import { CallerError } from "@lorats/base";

/** Milliseconds of one bit at 488.28125 bit/s. */
const BIT_MS = 2.048;
/** Sync word, physical header and its CRC, coded at 1/2, with the two bits that lead each hop. */
const HEADER_BITS = 114;
/** Coded bits of one hop, and the bits that lead it. */
const FRAGMENT_BITS = 48;
const FRAGMENT_LEAD_BITS = 2;
const CRC_BYTES = 2;
/** Zeros that flush the convolutional code. */
const TAIL_BITS = 6;

export type LrFhssCodingRate = "1/3" | "2/3";

/** LoRaWAN repeats the header three times at coding rate 1/3, twice at 2/3. */
const HEADERS: Readonly<Record<LrFhssCodingRate, number>> = { "1/3": 3, "2/3": 2 };

/**
 * How long an LR-FHSS frame occupies the air, in milliseconds, all hops together. The last hop may be shorter.
 * @throws {CallerError} `LW_AIRTIME_BAD_FRAME`
 * @see Semtech AN1200.64; `lr_fhss_process_parameters` of the published SX126x driver
 */
export function lrFhssTimeOnAirMs(codingRate: LrFhssCodingRate, phyBytes: number): number {
  if (!Number.isInteger(phyBytes) || phyBytes < 0) {
    throw new CallerError("LW_AIRTIME_BAD_FRAME", "the length of a frame is positive");
  }
  const bits = 8 * (phyBytes + CRC_BYTES) + TAIL_BITS;
  const coded = codingRate === "1/3" ? 3 * bits : Math.floor((3 * bits) / 2);
  const fragments = Math.ceil(coded / FRAGMENT_BITS);
  const payload = coded + fragments * FRAGMENT_LEAD_BITS;
  return (HEADERS[codingRate] * HEADER_BITS + payload) * BIT_MS;
}
