import type { Eui64 } from "@lorats/base";

const DASHED = /^[0-9a-f]{2}(?:[-:]?[0-9a-f]{2}){7}$/;
/** `router-` or `muxs-` may stand before an ID6. */
const ID6 = /^(?:[a-z]+-)?([0-9a-f:]+)$/;
const GROUP = /^[0-9a-f]{1,4}$/;

/**
 * Reads an EUI-64 in any form that stations use: `01-02-03-04-05-06-07-08`, the same with colons or nothing between,
 * or ID6 (`aabb:ccff:fedd:ee01`, `::1`, `4:3::`).
 * @see Basics Station documentation, "ID6"
 */
export function parseStationEui(value: unknown): Eui64 | undefined {
  if (typeof value !== "string") return undefined;
  const name = value.toLowerCase();
  if (DASHED.test(name)) return name.replace(/[-:]/g, "") as Eui64;
  const id6 = ID6.exec(name);
  return id6 ? parseId6(id6[1]!) : undefined;
}

function parseId6(name: string): Eui64 | undefined {
  const halves = name.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 4 - head!.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head!, ...Array.from({ length: missing }, () => "0"), ...(tail ?? [])];
  if (!groups.every((group) => GROUP.test(group))) return undefined;
  return groups.map((group) => group.padStart(4, "0")).join("") as Eui64;
}

/** ID6 as Basics Station prints it: a run of zero groups at either end or two in the middle become `::`. */
export function formatId6(eui: Eui64): string {
  const groups = [0, 4, 8, 12].map((at) => parseInt(eui.slice(at, at + 4), 16));
  const [a, b, c, d] = groups.map((group) => group.toString(16));
  if (a === "0" && b === "0") return c === "0" ? `::${d}` : `::${c}:${d}`;
  if (c === "0" && d === "0") return b === "0" ? `${a}::` : `${a}:${b}::`;
  if (b === "0" && c === "0") return `${a}::${d}`;
  return `${a}:${b}:${c}:${d}`;
}

/** `01-02-03-04-05-06-07-08`, as devices are named. */
export function formatDashedEui(eui: Eui64): string {
  return eui.toUpperCase().match(/../g)!.join("-");
}
