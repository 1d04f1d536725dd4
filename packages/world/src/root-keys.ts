import { toHex, type Eui64, type Random } from "@lorats/base";
import { Flash } from "./device/flash.ts";

/** Root keys of a device, hexadecimal. */
export interface RootKeys {
  readonly appKey: string;
  /** Of LoRaWAN 1.1 devices. */
  readonly nwkKey?: string | undefined;
}

/** The devices' root keys, drawn once at random and kept in the world's folder, as a factory would. */
export function rootKeys(
  folder: string,
  devices: readonly { readonly devEui: Eui64; readonly macVersion: string }[],
  random: Random,
): ReadonlyMap<Eui64, RootKeys> {
  const flash = new Flash<Record<string, string>>(folder, "root-keys");
  const keys = { ...flash.read() };
  const made = devices.map(({ devEui, macVersion }) => {
    const is11 = macVersion.startsWith("1.1");
    const appKey = (keys[devEui] ??= toHex(random.bytes(16)));
    const nwkKey = is11 ? (keys[`${devEui} nwk`] ??= toHex(random.bytes(16))) : undefined;
    return [devEui, { appKey, nwkKey }] as const;
  });
  flash.write(keys);
  return new Map(made);
}
