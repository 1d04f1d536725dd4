import path from "node:path";
import fastifyStatic from "@fastify/static";
import { API_PREFIX, MAP_TILES_PATH } from "@lorats/api";
import type { FastifyInstance } from "fastify";

/**
 * Serves the operator's own base map to those who are signed in, piece by piece (HTTP ranges), as readers of PMTiles
 * ask for it. Without a file there is nothing.
 */
export async function registerMapTiles(
  app: FastifyInstance,
  file: string | undefined,
): Promise<void> {
  if (file === undefined) return;
  await app.register(async (tiles) => {
    await tiles.register(fastifyStatic, { root: path.dirname(path.resolve(file)), serve: false });
    tiles.get(
      API_PREFIX + MAP_TILES_PATH,
      { schema: { hide: true }, config: { access: "signed-in" } },
      (_, reply) => reply.sendFile(path.basename(file)),
    );
  });
}
