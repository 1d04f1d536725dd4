import { InvalidArgumentError } from "commander";

/** Parses a finite number, with `k` and `M` as in 868.1M. */
export function number(text: string): number {
  const match = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([kM]?)$/i.exec(text.trim());
  const value = match ? Number(match[1]) * unit(match[2]!) : Number.NaN;
  if (!Number.isFinite(value)) throw new InvalidArgumentError("not a number");
  return value;
}

function unit(letter: string): number {
  if (letter === "") return 1;
  return letter.toLowerCase() === "k" ? 1e3 : 1e6;
}

/** A whole number within bounds; hexadecimal too. */
export function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`not a whole number from ${least} to ${most}`);
  };
}

/** The name of a list, `auto` for one, or numbers with commas. */
export function listOr(
  named: Readonly<Record<string, readonly number[]>>,
  each: (text: string) => number,
): (text: string) => readonly number[] {
  return (text) => named[text] ?? text.split(",").map(each);
}

/** LoRa's bandwidths in hertz. */
const BANDWIDTHS_HZ = [
  7812.5, 10_416.667, 15_625, 20_833.333, 31_250, 41_666.667, 62_500, 125_000, 203_125, 250_000,
  406_250, 500_000, 812_500, 1_625_000,
];

/** Bandwidth in Hz; below 10,000 it is taken as kHz. Names that drop decimals, as 203 and 812 kHz do, mean the whole value. */
export function bandwidth(text: string): number {
  const value = number(text);
  if (!(value > 0)) throw new InvalidArgumentError("not a bandwidth");
  const hz = value < 10_000 ? value * 1000 : value;
  return BANDWIDTHS_HZ.find((each) => Math.floor(each / 1000) * 1000 === hz) ?? hz;
}

/** Bytes in hexadecimal. */
export function hex(text: string): Uint8Array<ArrayBuffer> {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new InvalidArgumentError("not hexadecimal bytes");
  return Uint8Array.from(Buffer.from(text, "hex"));
}
