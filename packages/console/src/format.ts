import { localZoneName, timeZoneOf, type Zone } from "./state/zone.ts";

const STEPS: readonly (readonly [limit: number, unit: string, scale: number])[] = [
  [1e3, "ns", 1],
  [1e6, "µs", 1e3],
  [1e9, "ms", 1e6],
  [Infinity, "s", 1e9],
];

/** A duration with two or three digits and a fitting unit: `140 ns`, `1.0 µs`, `50 ms`, `1.6 s`. */
export function formatDuration(ns: number): string {
  const [, unit, scale] = STEPS.find(([limit]) => Math.abs(ns) < limit) ?? STEPS.at(-1)!;
  const value = ns / scale;
  return `${Math.abs(value) < 10 && unit !== "ns" ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** An uncertainty: `±140 ns`, `±1.0 µs`, `±50 ms`. */
export function formatUncertainty(ns: number): string {
  return `±${formatDuration(ns)}`;
}

/** How many fractional digits of a second the uncertainty leaves meaningful, 0 … 9. */
export function meaningfulDigits(sdNs: number): number {
  if (sdNs <= 0) return 9;
  return Math.min(9, Math.max(0, Math.ceil(9 - Math.log10(sdNs))));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateTimeFormat(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    const timeZone = timeZoneOf(zone);
    format = new Intl.DateTimeFormat(undefined, {
      hourCycle: "h23",
      ...options,
      ...(timeZone !== undefined && { timeZone }),
    });
    formats.set(key, format);
  }
  return format;
}

const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
const MINUTES = { hour: "2-digit", minute: "2-digit" } as const;
const DAY = { year: "numeric", month: "short", day: "numeric" } as const;

/** Clock time with as many digits as are known: `14:03:21.123 456 7`. */
export function formatClock(time: string, sdNs: number, zone: Zone = "local"): string {
  const clock = dateTimeFormat(zone, CLOCK).format(new Date(time));
  const digits = (/\.(\d+)/.exec(time)?.[1] ?? "").slice(0, meaningfulDigits(sdNs));
  return digits === "" ? clock : `${clock}.${digits.replace(/(\d{3})(?=\d)/g, "$1\u202f")}`;
}

/** Day and clock: `26 Nov 2026, 14:03:21`, in the words of the viewer's language. */
export function formatDateTime(time: string | number, zone: Zone): string {
  return dateTimeFormat(zone, { ...DAY, ...CLOCK }).format(new Date(time));
}

/** Both readings of a moment: in UTC with every digit, and in the viewer's zone. */
export function momentLines(time: string): readonly [utc: string, local: string] {
  return [
    `${time.replace("T", " ").replace("Z", "")} UTC`,
    `${formatDateTime(time, "local")} ${localZoneName()}`,
  ];
}

/** `14:03` */
export function formatMinutes(time: string | number, zone: Zone): string {
  return dateTimeFormat(zone, MINUTES).format(new Date(time));
}

/** `14:03:21` */
export function formatSeconds(time: string | number, zone: Zone): string {
  return dateTimeFormat(zone, CLOCK).format(new Date(time));
}

export function formatDay(time: string | number, zone: Zone): string {
  return dateTimeFormat(zone, DAY).format(new Date(time));
}

/** `3 s ago`, `5 min ago`, `2 h ago`, `4 d ago`. */
export function formatAgo(time: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(time)) / 1000);
  if (seconds < 60) return `${Math.round(seconds)} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

/** `868.1 MHz`, with as many digits as the frequency has. */
export function formatMhz(freqHz: number): string {
  const digits = freqHz % 100_000 === 0 ? 1 : freqHz % 1000 === 0 ? 3 : 6;
  return `${(freqHz / 1e6).toFixed(digits)} MHz`;
}

/** Large counts with the viewer's separators. */
export function formatCount(count: number): string {
  return count.toLocaleString();
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** `512 B`, `1.5 MiB` */
export function formatBytes(bytes: number): string {
  const step =
    bytes < 1024 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[step]}`;
}

/** Pairs of digits, easy to read aloud: `0a 00 00 …`. */
export function spacedHex(hex: string): string {
  return hex.replace(/(..)(?=.)/g, "$1\u00a0");
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function base64ToHex(base64: string): string {
  const bytes = atob(base64);
  let hex = "";
  for (let i = 0; i < bytes.length; i++) hex += HEX[bytes.charCodeAt(i)]!;
  return hex;
}

export function hexToBase64(hex: string): string {
  return btoa(hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
}
