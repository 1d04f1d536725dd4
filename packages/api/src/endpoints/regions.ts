import { z } from "zod";
import { region } from "../schemas/regions.ts";
import { read } from "./endpoint.ts";

export const regionsEndpoints = {
  getRegions: read("Channels, data rates and limits of every region", "signed-in", {
    response: z.object({ items: z.array(region) }),
  }),
} as const;
