import { type Field, bits } from "../command/field.ts";

/** The minor version octet that devices and networks of 1.1 exchange: 1 is LoRaWAN 1.1. */
export function minorVersion(at: number): Field<number> {
  return bits([at, 0, 4], (minor) => `LoRaWAN 1.${minor}`);
}
