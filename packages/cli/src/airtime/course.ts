import {
  EIRP_OVER_ERP_DB,
  getRegion,
  loraTimeOnAirMs,
  type SpreadingFactor,
} from "@lorats/lorawan";
import { DATA_FRAME_OVERHEAD, dutyFigures, loraBitrateBps, maxPhyBytes } from "./figures.ts";

/** A figure that an introductory LPWAN course states, and what the formulas give. */
export interface CourseFigure {
  readonly id: string;
  readonly stated: string;
  readonly computed: string;
  /** `reproduced`: to the digits stated. `rounded`: the course rounds. `differs`: see `why`. */
  readonly verdict: "reproduced" | "rounded" | "differs";
  /** The assumption that reproduces it, or the reason why nothing does. */
  readonly why: string;
}

const BW = 125_000;

/** The SX127x datasheet's test set (coding rate 4/6, preamble 12), with 13 bytes: what the course's slide used. */
function slideMs(sf: SpreadingFactor): number {
  return loraTimeOnAirMs({ sf, bwHz: BW, phyBytes: 13, codingRate: 2, preambleSymbols: 12 });
}

function lorawanMs(sf: SpreadingFactor, applicationBytes: number): number {
  return loraTimeOnAirMs({ sf, bwHz: BW, phyBytes: DATA_FRAME_OVERHEAD + applicationBytes });
}

/** Every airtime and regulation figure of the course, recomputed. */
export function courseFigures(): CourseFigure[] {
  return [...budgets(), ...dwellTime(), ...powers(), ...spreadingFactors(), ...sigfox()];
}

function budgets(): CourseFigure[] {
  const slow = dutyFigures(0.01, slideMs(12));
  const fast = dutyFigures(0.01, slideMs(7));
  const plain = [12, 7].map(
    (sf) => dutyFigures(0.01, lorawanMs(sf as SpreadingFactor, 10)).per15Min,
  );
  const eu = getRegion("EU868").regulation[0]!.subBands;
  const threeBands = eu.filter(({ id }) => ["L", "M", "R"].includes(id));
  const threePercent = threeBands.reduce((sum, band) => sum + band.dutyCycle, 0);
  return [
    {
      id: "15min-250bps",
      stated: "6 messages, one every 2'18''",
      computed: `${slow.per15Min} messages, one every ${minutes(slow.periodMs)}`,
      verdict: "reproduced",
      why: `SF12, 1 %, CR 4/6, preamble 12, 13 to 15 bytes: ${slideMs(12).toFixed(1)} ms; plain LoRaWAN with 10 bytes of data also gives ${plain[0]}`,
    },
    {
      id: "15min-5400bps",
      stated: "162 messages, one every 5''54",
      computed: `${fast.per15Min} messages, one every ${(fast.periodMs / 1000).toFixed(3)} s`,
      verdict: "differs",
      why: `SF7, same set: the count is reproduced; no parameter set gives 5.54 s. Plain LoRaWAN with 10 bytes of data gives ${plain[1]} messages`,
    },
    {
      id: "1-percent-hour",
      stated: "36 s an hour",
      computed: `${3600 * 0.01} s an hour`,
      verdict: "reproduced",
      why: "1 % of 3600 s",
    },
    {
      id: "eu-3-percent",
      stated: "3 % for a device",
      computed: `${(threePercent * 100).toFixed(0)} % for a device`,
      verdict: "reproduced",
      why: "sub-bands L, M and R with 1 % each are separate accounts",
    },
  ];
}

function dwellTime(): CourseFigure[] {
  const sf10 =
    maxPhyBytes((bytes) => loraTimeOnAirMs({ sf: 10, bwHz: BW, phyBytes: bytes }), 400)! -
    DATA_FRAME_OVERHEAD;
  const share = (channels: number): string => `${((channels * 0.4) / 20) * 100} %`;
  return [
    {
      id: "us-sf10-400ms",
      stated: "10 bytes",
      computed: `${sf10} bytes`,
      verdict: "differs",
      why: `${sf10} bytes of data last ${lorawanMs(10, sf10).toFixed(1)} ms, ${sf10 + 1} last ${lorawanMs(10, sf10 + 1).toFixed(1)} ms; the Regional Parameters say ${sf10} too`,
    },
    {
      id: "us-8-channels",
      stated: "16 %",
      computed: share(8),
      verdict: "reproduced",
      why: "8 channels of 0.4 s within 20 s",
    },
    {
      id: "us-64-channels",
      stated: "no limit",
      computed: share(64),
      verdict: "reproduced",
      why: "64 channels of 0.4 s within 20 s are more than all the time there is",
    },
  ];
}

function powers(): CourseFigure[] {
  const dbm = [1, 10, 25, 100, 500, 1000].map((mw) => (10 * Math.log10(mw)).toFixed(0));
  return [
    {
      id: "erp-eirp",
      stated: "EIRP = ERP × 1.64",
      computed: `EIRP = ERP × ${(10 ** (EIRP_OVER_ERP_DB / 10)).toFixed(2)}`,
      verdict: "reproduced",
      why: "a half-wave dipole has 2.15 dB over an isotropic radiator",
    },
    {
      id: "dbm-table",
      stated: "1, 10, 25, 100, 500, 1000 mW = 0, 10, 14, 20, 27, 30 dBm",
      computed: `1, 10, 25, 100, 500, 1000 mW = ${dbm.join(", ")} dBm`,
      verdict: "reproduced",
      why: "10 · log10(mW), rounded: 25 mW are 13.98 dBm, 500 mW 26.99 dBm",
    },
  ];
}

function spreadingFactors(): CourseFigure[] {
  const power = 10 ** (12.5 / 10);
  const slower = lorawanMs(12, 10) / lorawanMs(7, 10);
  const rates = [
    loraBitrateBps(12, BW, 1),
    loraBitrateBps(7, BW, 1),
    loraBitrateBps(7, 250_000, 1),
  ];
  return [
    {
      id: "sf12-sf7-power",
      stated: "16 times",
      computed: `${power.toFixed(1)} times`,
      verdict: "rounded",
      why: "the demodulation floors −20 and −7.5 dB lie 12.5 dB apart; 16 times are 12 dB",
    },
    {
      id: "sf12-sf7-slower",
      stated: "20 times",
      computed: `${slower.toFixed(1)} times`,
      verdict: "rounded",
      why: `time on air of 10 bytes of data; the bit rates differ ${(rates[1]! / rates[0]!).toFixed(1)} times`,
    },
    {
      id: "bit-rates",
      stated: "250, 5400, 11000 bit/s",
      computed: `${rates.map((rate) => rate.toFixed(0)).join(", ")} bit/s`,
      verdict: "rounded",
      why: "SF12, SF7, SF7 at 250 kHz with coding rate 4/5; the course prints the usual nominal figures",
    },
  ];
}

function sigfox(): CourseFigure[] {
  // Bytes on the air for 12, 8, 4 and 1 bytes of data, at 100 bit/s.
  const seconds = [26, 22, 18, 15].map((bytes) => ((8 * bytes) / 100).toFixed(2));
  const perHour = 36 / (3 * 2.08);
  return [
    {
      id: "sigfox-airtime",
      stated: "2.08, 1.76, 1.44, 1.2 s for 12, 8, 4, 1 bytes",
      computed: `${seconds.map(Number).join(", ")} s for 12, 8, 4, 1 bytes`,
      verdict: "reproduced",
      why: "26, 22, 18 and 15 bytes at 100 bit/s",
    },
    {
      id: "sigfox-messages",
      stated: "6 messages an hour, 140 a day",
      computed: `${perHour.toFixed(2)} messages an hour, ${Math.floor(perHour * 24)} a day`,
      verdict: "rounded",
      why: "three replicas of 2.08 s under 1 %; counting a message as 6 s gives 6 an hour, 144 a day less 4 reserved",
    },
    {
      id: "sigfox-channels",
      stated: "2000 channels",
      computed: `${200_000 / 100} channels`,
      verdict: "reproduced",
      why: "200 kHz in steps of 100 Hz",
    },
  ];
}

function minutes(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}'${seconds % 60}''`;
}
