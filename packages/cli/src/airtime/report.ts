import type { CourseFigure } from "./course.ts";
import type { AirtimeFigures, SubBandFigures } from "./figures.ts";

/** The figures as lines for a person. */
export function describeAirtime(figures: AirtimeFigures): string[] {
  const { phyBytes, applicationBytes, dwell, payload, symbolMs } = figures;
  const data = applicationBytes === null ? "" : ` (${applicationBytes} of data)`;
  const lines = [
    `${describeModulation(figures)}: ${phyBytes} bytes${data}`,
    "",
    `time on air   ${round(figures.timeOnAirMs, 3)} ms`,
    `bit rate      ${round(figures.bitrateBps, 2)} bit/s`,
  ];
  if (symbolMs !== undefined) {
    const count = figures.payloadSymbols;
    lines.push(`symbol        ${round(symbolMs, 3)} ms, ${count} of them after the preamble`);
  }
  if (dwell) {
    const most =
      dwell.maxPhyBytes === null ? "no frame fits" : `up to ${dwell.maxPhyBytes} bytes fit`;
    const verdict = dwell.fits ? "within" : "EXCEEDS";
    lines.push(`dwell time    ${verdict} ${dwell.limitMs} ms; ${most}`);
  }
  if (payload) {
    const { dataRate, maxApplicationBytes, maxBehindRepeater, fits } = payload;
    const most =
      maxApplicationBytes === 0
        ? "may not be used"
        : `carries up to ${maxApplicationBytes} bytes of data, ${maxBehindRepeater} behind a repeater`;
    lines.push(`payload       ${fits ? "" : "EXCEEDS: "}DR${dataRate} ${most}`);
  }
  return [...lines, "", ...describeDuty(figures)];
}

function describeModulation(figures: AirtimeFigures): string {
  const name = figures.dataRate === undefined ? "" : `DR${figures.dataRate}, `;
  if (figures.sf === undefined) return `${name}${figures.modulation.toUpperCase()}`;
  const { sf, bwHz, codingRate, preambleSymbols } = figures;
  return [
    `${name}SF${sf}`,
    `${bwHz! / 1000} kHz`,
    `CR ${codingRate}`,
    `preamble ${preambleSymbols}`,
    figures.explicitHeader ? "explicit header" : "implicit header",
    figures.crc ? "CRC" : "no CRC",
  ].join(", ");
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
