import { CallerError } from "@lorats/base";

/** @throws {CallerError} `LW_BAD_FIELD` unless `value` is an unsigned whole number of so many bits */
export function checkUint(name: string, value: number, bits: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value < 2 ** bits)) {
    throw new CallerError("LW_BAD_FIELD", `${name} has ${bits} bits`);
  }
}

/** @throws {CallerError} `LW_BAD_FIELD` */
export function checkMic(mic: Uint8Array): void {
  if (mic.length !== 4) throw new CallerError("LW_BAD_FIELD", "a MIC has 4 bytes");
}
