import type { InputOf } from "@lorats/api";
import { hexDigits } from "../../../form/hex.ts";
import { jsonObject } from "../../../form/json.ts";
import { hexToBase64 } from "../../../format.ts";

/** What the codec is tried on. */
export interface Trial {
  readonly op: "decode" | "encode";
  readonly fPort: number | string;
  readonly hex: string;
  readonly object: string;
}

type Input = InputOf<"testCodec">["input"];

/** Undefined while what was typed is not yet something to try. */
export function inputOf({ op, fPort, hex, object }: Trial): Input | undefined {
  const port = Number(fPort);
  if (!Number.isInteger(port) || port < 1 || port > 255) return undefined;
  if (op === "decode") {
    const digits = hexDigits(hex);
    return digits === undefined ? undefined : { op, fPort: port, data: hexToBase64(digits) };
  }
  const values = jsonObject(object);
  return values && { op, fPort: port, object: values };
}
