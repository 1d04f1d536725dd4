import type { CourseFigure } from "./course.ts";
import type { AirtimeFigures, SubBandFigures } from "./figures.ts";

/** The figures as lines for a person. */
export function describeAirtime(figures: AirtimeFigures): string[] {
  const { sf, bwHz, phyBytes, applicationBytes, dwell } = figures;
  const data = applicationBytes === null ? "" : ` (${applicationBytes} of data)`;
  const lines = [
    `SF${sf}, ${bwHz / 1000} kHz, CR ${figures.codingRate}, ${phyBytes} bytes${data}, preamble ${figures.preambleSymbols}, ` +
      `${figures.explicitHeader ? "explicit" : "implicit"} header, ${figures.crc ? "CRC" : "no CRC"}`,
    "",
    `time on air   ${round(figures.timeOnAirMs, 3)} ms`,
    `symbol        ${round(figures.symbolMs, 3)} ms, ${figures.payloadSymbols} of them after the preamble`,
    `bit rate      ${round(figures.bitrateBps, 2)} bit/s`,
  ];
  if (dwell) {
    const most =
      dwell.maxPhyBytes === null ? "no frame fits" : `up to ${dwell.maxPhyBytes} bytes fit`;
    lines.push(`dwell time    ${dwell.fits ? "within" : "EXCEEDS"} ${dwell.limitMs} ms; ${most}`);
  }
  return [...lines, "", ...describeDuty(figures)];
}

export function describeCourse(figures: readonly CourseFigure[]): string[] {
  return figures.flatMap((figure) => [
    `${figure.id}: ${figure.verdict}`,
    `  course    ${figure.stated}`,
    `  computed  ${figure.computed}`,
    `  because   ${figure.why}`,
  ]);
}

function describeDuty({ region, duty }: AirtimeFigures): string[] {
  const header = ["sub-band", "MHz", "duty", "ERP dBm", "one every", "15 min", "hour", "day"];
  const rows = [header, ...duty.map(dutyRow)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
  const notes = duty
    .filter(({ verify }) => verify)
    .map((band) => `${band.subBand}: ${band.verify}`);
  const stars = duty.some((band) => band.defaultChannels)
    ? ["* the plan's own channels lie here"]
    : [];
  return [`${region}:`, ...table, ...stars, ...notes];
}

function dutyRow(band: SubBandFigures): string[] {
  const limited = band.dutyCycle < 1;
  const count = (value: number): string => (limited ? String(value) : "");
  return [
    band.subBand + (band.defaultChannels ? "*" : ""),
    `${round(band.lowHz / 1e6, 3)}-${round(band.highHz / 1e6, 3)}`,
    limited ? `${round(band.dutyCycle * 100, 3)} %` : "no limit",
    String(band.maxErpDbm),
    limited ? `${round(band.periodMs / 1000, 3)} s` : "",
    count(band.per15Min),
    count(band.perHour),
    count(band.perDay),
  ];
}

function round(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
