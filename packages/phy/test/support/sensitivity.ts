/** Data sheets' sensitivity of each spreading factor: SNR in the bandwidth. */
export const SENSITIVITY_DB: Readonly<Record<number, number>> = {
  7: -7.5,
  8: -10,
  9: -12.5,
  10: -15,
  11: -17.5,
  12: -20,
};
