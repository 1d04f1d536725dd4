/**
 * What device and network assume of each other before anything is agreed, in all regions.
 * @see RP002-1.0.4, clause Default settings
 */
export const LORAWAN_DEFAULTS = {
  receiveDelay1Ms: 1000,
  receiveDelay2Ms: 2000,
  joinAcceptDelay1Ms: 5000,
  joinAcceptDelay2Ms: 6000,
  adrAckLimit: 64,
  adrAckDelay: 32,
  /** A device repeats a confirmed frame after a random time between these. */
  retransmitTimeoutMs: [1000, 3000],
  /** Exponent: a ping slot every 2⁷ s. */
  pingSlotPeriodicity: 7,
  classBResponseTimeoutMs: 8000,
  classCResponseTimeoutMs: 8000,
} as const;
