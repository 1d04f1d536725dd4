import { type DevAddr, type Random, CallerError } from "@lorats/base";

/**
 * An address at random from one of the prefixes. Two devices may get the same one: the MIC tells them apart.
 * @param prefixes as `26011000/20`: digits and how many leading bits of them hold
 * @throws {CallerError} `NS_BAD_PREFIX`
 */
export function randomDevAddr(prefixes: readonly string[], random: Random): DevAddr {
  const prefix = prefixes[prefixes.length === 1 ? 0 : random.uint32() % prefixes.length];
  const match = /^([0-9a-f]{8})\/(\d{1,2})$/.exec(prefix ?? "");
  const bits = Number(match?.[2] ?? 33);
  if (!match || bits > 32) throw new CallerError("NS_BAD_PREFIX", `no DevAddr prefix: ${prefix}`);
  const free = bits === 32 ? 0 : 0xffff_ffff >>> bits;
  const address = ((Number.parseInt(match[1]!, 16) & ~free) | (random.uint32() & free)) >>> 0;
  return address.toString(16).padStart(8, "0") as DevAddr;
}
