import { z } from "zod";

/** How a frame was modulated. `codeRate` as in `4/5`. */
export const modulation = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("lora"),
    sf: z.int().min(5).max(12),
    bwHz: z.int().positive(),
    codeRate: z.string().optional(),
  }),
  z.object({ kind: z.literal("fsk"), bitRateBps: z.int().positive() }),
  z.object({
    kind: z.literal("lr-fhss"),
    operatingBwHz: z.int().positive(),
    codeRate: z.string().optional(),
  }),
]);
export type ModulationBody = z.infer<typeof modulation>;
