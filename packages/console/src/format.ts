const NS = 1;
const STEPS: readonly (readonly [limit: number, unit: string, scale: number])[] = [
  [1e3, "ns", NS],
  [1e6, "µs", 1e3],
  [1e9, "ms", 1e6],
  [Infinity, "s", 1e9],
];

/** An uncertainty with two digits and a fitting unit: `±140 ns`, `±1.0 µs`, `±50 ms`. */
export function formatUncertainty(ns: number): string {
  const [, unit, scale] = STEPS.find(([limit]) => ns < limit)!;
  const value = ns / scale;
  return `±${value < 10 && unit !== "ns" ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** How many fractional digits of a second the uncertainty leaves meaningful, 0 … 9. */
export function meaningfulDigits(sdNs: number): number {
  if (sdNs <= 0) return 9;
  return Math.min(9, Math.max(0, Math.ceil(9 - Math.log10(sdNs))));
}

/** Clock time in the viewer's zone with as many digits as are known: `14:03:21.123 456 7`. */
export function formatClock(time: string, sdNs: number): string {
  const clock = new Date(time).toLocaleTimeString(undefined, { hour12: false });
  const digits = (/\.(\d+)/.exec(time)?.[1] ?? "").slice(0, meaningfulDigits(sdNs));
  return digits === "" ? clock : `${clock}.${digits.replace(/(\d{3})(?=\d)/g, "$1\u202f")}`;
}

/** `3 s ago`, `5 min ago`, `2 h ago`, `4 d ago`. */
export function formatAgo(time: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(time)) / 1000);
  if (seconds < 60) return `${Math.round(seconds)} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

/** Pairs of digits, easy to read aloud: `0a 00 00 …`. */
export function spacedHex(hex: string): string {
  return hex.replace(/(..)(?=.)/g, "$1\u00a0");
}

export function base64ToHex(base64: string): string {
  return Array.from(atob(base64), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(
    "",
  );
}
