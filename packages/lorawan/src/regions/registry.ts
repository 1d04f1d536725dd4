import { CallerError } from "@lorats/base";
import { AS923_1 } from "./as923-1.ts";
import { AS923_2 } from "./as923-2.ts";
import { AS923_3 } from "./as923-3.ts";
import { AS923_4 } from "./as923-4.ts";
import { AU915 } from "./au915.ts";
import { CN470_20A } from "./cn470-20a.ts";
import { CN470_20B } from "./cn470-20b.ts";
import { CN470_26A } from "./cn470-26a.ts";
import { CN470_26B } from "./cn470-26b.ts";
import { CN470 } from "./cn470.ts";
import { EU433 } from "./eu433.ts";
import { EU868 } from "./eu868.ts";
import { IN865 } from "./in865.ts";
import { ISM2400 } from "./ism2400.ts";
import { KR920 } from "./kr920.ts";
import { RU864 } from "./ru864.ts";
import { US915 } from "./us915.ts";
import type { Region } from "./region.ts";

/** Every region. A new one is a file beside this and a line here. */
export const REGIONS: readonly Region[] = [
  EU868,
  US915,
  AU915,
  AS923_1,
  AS923_2,
  AS923_3,
  AS923_4,
  IN865,
  KR920,
  CN470,
  CN470_20A,
  CN470_20B,
  CN470_26A,
  CN470_26B,
  EU433,
  RU864,
  ISM2400,
];

/**
 * Finds a region by its id; `AS923` alone means group 1.
 * @throws {CallerError} `LW_UNKNOWN_REGION`
 */
export function getRegion(id: string): Region {
  const wanted = id.toUpperCase();
  const region = REGIONS.find(({ id }) => id === wanted || id === `${wanted}-1`);
  if (region) return region;
  const known = REGIONS.map((region) => region.id).join(", ");
  throw new CallerError("LW_UNKNOWN_REGION", `no region ${JSON.stringify(id)}; known: ${known}`);
}
