import { as923 } from "./as923.ts";
import type { Region } from "./region.ts";

/** Brunei, Cambodia, Hong Kong, Japan, Laos, Singapore, Taiwan, Thailand and others. */
export const AS923_1: Region = as923(1, 0, [915_000_000, 928_000_000]);
