import { cayenneLpp } from "./cayenne-lpp.ts";
import type { Codec } from "./codec.ts";

/** Every codec that is built in. */
export const CODECS: readonly Codec[] = [cayenneLpp];

/** Absent for `none` and for kinds that this release does not know. */
export function codecOf(kind: string): Codec | undefined {
  return CODECS.find((codec) => codec.kind === kind);
}
