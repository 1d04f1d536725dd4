import { as923 } from "./as923.ts";
import type { Region } from "./region.ts";

/** Algeria, Philippines, Saudi Arabia and others. */
export const AS923_3: Region = as923(3, -6_600_000, [915_000_000, 921_000_000]);
