import { z } from "zod";

/** What a person needs to know to bring gateways and programs here. */
export const serverInfo = z
  .object({
    version: z.string(),
    demo: z.boolean(),
    hasMapTiles: z
      .boolean()
      .optional()
      .describe("Whether the operator supplies a base map, at `/map/tiles.pmtiles`"),
    semtechUdp: z.object({ host: z.string(), port: z.int() }).optional(),
    gatewayDoors: z
      .array(
        z.object({
          door: z.enum(["semtech-udp", "basics-station", "gateway-mqtt"]),
          host: z.string(),
          port: z.int(),
          tls: z.boolean(),
          region: z.string().optional(),
        }),
      )
      .optional()
      .describe("Everywhere that gateways can connect"),
    mqtt: z.object({ host: z.string(), port: z.int() }).optional(),
  })
  .meta({ id: "ServerInfo" });
export type ServerInfo = z.infer<typeof serverInfo>;
