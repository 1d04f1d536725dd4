import { as923 } from "./as923.ts";
import type { Region } from "./region.ts";

/** Indonesia, Vietnam. */
export const AS923_2: Region = as923(2, -1_800_000, [920_000_000, 923_000_000]);
