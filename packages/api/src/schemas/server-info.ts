import { z } from "zod";

/** What a person needs to know to bring gateways and programs here. */
export const serverInfo = z
  .object({
    version: z.string(),
    demo: z.boolean(),
    semtechUdp: z.object({ host: z.string(), port: z.int() }).optional(),
    mqtt: z.object({ host: z.string(), port: z.int() }).optional(),
  })
  .meta({ id: "ServerInfo" });
export type ServerInfo = z.infer<typeof serverInfo>;
