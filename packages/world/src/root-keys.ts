import { toHex, type Eui64, type Random } from "@lorats/base";
import { Flash } from "./device/flash.ts";

/** The devices' root keys, drawn once at random and kept in the world's folder, as a factory would. */
export function rootKeys(
  folder: string,
  devEuis: readonly Eui64[],
  random: Random,
): ReadonlyMap<Eui64, string> {
  const flash = new Flash<Record<string, string>>(folder, "root-keys");
  const keys = { ...flash.read() };
  for (const devEui of devEuis) keys[devEui] ??= toHex(random.bytes(16));
  flash.write(keys);
  return new Map(devEuis.map((devEui) => [devEui, keys[devEui]!]));
}
