/** Power in each of `bins` equal parts of the received band, lowest frequency first, averaged over `samples` samples. */
export interface SpectrumRow {
  readonly firstSample: number;
  readonly samples: number;
  /** Decibels relative to full scale in the bin: `SPECTRUM_FLOOR_DBFS` + code · `SPECTRUM_STEP_DB`. */
  readonly levels: Uint8Array;
}

export const SPECTRUM_FLOOR_DBFS = -120;
export const SPECTRUM_STEP_DB = 0.5;
