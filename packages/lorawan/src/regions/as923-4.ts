import { as923 } from "./as923.ts";
import type { Region } from "./region.ts";

/** Israel. */
export const AS923_4: Region = as923(4, -5_900_000, [917_000_000, 920_000_000]);
