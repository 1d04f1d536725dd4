import { uniform, type Random } from "@lorats/base";
import { loraTimeOnAirMs, type SpreadingFactor } from "@lorats/lorawan";
import { drawError, type ArrivalError, type ArrivalErrors } from "./arrival-errors.ts";
import { LINKS } from "./links.gen.ts";
import { loraBlocks } from "./lora-blocks.ts";

/** What became of frames of one strength. The four counts add up to `trials`. */
export interface LinkCell {
  /** In the signal's bandwidth. */
  readonly snrDb: number;
  readonly trials: number;
  readonly missed: number;
  /** Preamble only. */
  readonly sighted: number;
  /** Header right, payload not. */
  readonly header: number;
  readonly received: number;
  /** Sightings of what was not there. */
  readonly phantoms: number;
  readonly ofReceived?: ArrivalErrors;
  readonly ofLost?: ArrivalErrors;
}

export interface LinkTable {
  /** The command that made it. */
  readonly source: string;
  readonly seed: number;
  /** Length of the frames, PHYPayload. */
  readonly bytes: number;
  readonly setup: Readonly<Record<string, unknown>>;
  /** By spreading factor, in order of rising SNR. */
  readonly cells: Readonly<Record<string, readonly LinkCell[]>>;
}

/** Two neighbours in the table, and how far towards the upper one an SNR lies, 0 … 1. */
interface Between {
  readonly lower: LinkCell;
  readonly upper: LinkCell;
  readonly share: number;
}

/**
 * Probability that a frame is received whole. Length enters by the number of its code blocks, all of which must survive.
 * @param snrDb in the signal's bandwidth
 * @param bytes of the PHYPayload
 */
export function receivedShare(sf: number, snrDb: number, bytes: number): number {
  const at = between(sf, snrDb);
  const header = mixed(at, headerOf) * fadeBelow(sf, snrDb);
  const atMeasured = mixed(at, ({ received, trials }) => received / trials);
  if (header === 0 || atMeasured === 0) return 0;
  const blocks = loraBlocks(sf, bytes) / loraBlocks(sf, LINKS.bytes);
  return header * Math.min(1, atMeasured / header) ** blocks;
}

/** Probability that at least the preamble is seen. */
export function sightedShare(sf: number, snrDb: number): number {
  const share = mixed(between(sf, snrDb), ({ missed, trials }) => 1 - missed / trials);
  return share * fadeBelow(sf, snrDb);
}

/** What little is seen at the table's weakest strength ends so far below it. */
const END_DB = 3;

function fadeBelow(sf: number, snrDb: number): number {
  const below = cellsOf(sf)[0]!.snrDb - snrDb;
  return Math.min(1, Math.max(0, 1 - below / END_DB));
}

/** SNR at which nine in ten frames of the measured length are received, dB. */
export function sensitivityDb(sf: number): number {
  const cells = cellsOf(sf);
  const i = cells.findIndex(({ received, trials }) => received / trials >= 0.9);
  const [below, above] = [cells[i - 1]!, cells[i]!];
  const [from, to] = [below.received / below.trials, above.received / above.trials];
  return below.snrDb + ((0.9 - from) / (to - from)) * (above.snrDb - below.snrDb);
}

/**
 * What the receiver says of one frame's arrival that it has received, or only seen. Onset, bias and drift come from the
 * preamble; carrier against clock from the whole frame, and gets better with its length.
 *
 * @param bytes of the PHYPayload
 */
export function drawArrivalError(
  { sf, snrDb, bytes, isReceived }: DrawnArrival,
  random: Random,
): ArrivalError {
  const { lower, upper, share } = between(sf, snrDb);
  const isUpper = uniform(random) < share;
  const errors = errorsOf(isUpper ? upper : lower, isReceived);
  if (!errors) return drawError(nearestErrors(sf, snrDb, isReceived), random);
  const other = errorsOf(isUpper ? lower : upper, isReceived);
  const neighbour = other && { errors: other, share: isUpper ? 1 - share : share };
  const drawn = drawError(errors, random, neighbour);
  const { clockPpm } = drawn;
  if (!clockPpm) return drawn;
  const factor = clockFactor(sf, bytes);
  return { ...drawn, clockPpm: { error: factor * clockPpm.error, sd: factor * clockPpm.sd } };
}

export interface DrawnArrival {
  readonly sf: number;
  readonly snrDb: number;
  readonly bytes: number;
  readonly isReceived: boolean;
}

/** A slope through a white error: its deviation goes with the length to the power of −3/2. */
function clockFactor(sf: number, bytes: number): number {
  return (airtimeMs(sf, LINKS.bytes) / airtimeMs(sf, bytes)) ** 1.5;
}

function airtimeMs(sf: number, phyBytes: number): number {
  return loraTimeOnAirMs({ sf: nearestSf(sf), bwHz: 125_000, phyBytes, crc: true });
}

function errorsOf(cell: LinkCell, isReceived: boolean): ArrivalErrors | undefined {
  return isReceived ? cell.ofReceived : cell.ofLost;
}

/** Where a stage did not occur in a cell, as lost frames do not far above the noise: the nearest cell where it did. */
function nearestErrors(sf: number, snrDb: number, isReceived: boolean): ArrivalErrors {
  const cells = cellsOf(sf).toSorted(
    (a, b) => Math.abs(a.snrDb - snrDb) - Math.abs(b.snrDb - snrDb),
  );
  for (const wanted of [isReceived, !isReceived]) {
    const found = cells.find((cell) => errorsOf(cell, wanted));
    if (found) return errorsOf(found, wanted)!;
  }
  throw new RangeError(`the table knows no arrivals at SF${sf}`);
}

function headerOf({ header, received, trials }: LinkCell): number {
  return (header + received) / trials;
}

function cellsOf(sf: number): readonly LinkCell[] {
  return LINKS.cells[nearestSf(sf)]!;
}

function nearestSf(sf: number): SpreadingFactor {
  return Math.min(12, Math.max(7, sf)) as SpreadingFactor;
}

function between(sf: number, snrDb: number): Between {
  const cells = cellsOf(sf);
  let i = 0;
  while (i < cells.length - 1 && cells[i + 1]!.snrDb < snrDb) i++;
  const lower = cells[i]!;
  const upper = cells[Math.min(i + 1, cells.length - 1)]!;
  const width = upper.snrDb - lower.snrDb;
  const share = width > 0 ? (snrDb - lower.snrDb) / width : 0;
  return { lower, upper, share: Math.min(1, Math.max(0, share)) };
}

function mixed({ lower, upper, share }: Between, of: (cell: LinkCell) => number): number {
  return of(lower) + share * (of(upper) - of(lower));
}
