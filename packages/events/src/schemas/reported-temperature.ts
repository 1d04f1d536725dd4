import { z } from "zod";
import { deviceId } from "../fields.ts";

/** What a frame's payload says of the temperature at the device, where it takes a user's codec to read it. */
export const reportedTemperatureV1 = z.object({
  /** The frame that it rests on. */
  deduplicationId: z.uuid(),
  deviceId,
  /** °C, as text. */
  celsius: z.string(),
  /** Which versions of which stages read it, such as `javascript@1f0c…;clean@1`. */
  madeBy: z.string(),
  /** What it was cannot be opened any more. */
  sealed: z.literal(true).optional(),
});
export type ReportedTemperature = z.infer<typeof reportedTemperatureV1>;

/** °C; undefined where it is sealed or no number. */
export function celsiusOf({ celsius }: Pick<ReportedTemperature, "celsius">): number | undefined {
  const value = celsius === "" ? Number.NaN : Number(celsius);
  return Number.isFinite(value) ? value : undefined;
}
