import { API_PREFIX, INBOUND_PATH, inboundAnswer, inboundParams, problem } from "@lorats/api";
import { hashSecret, hexOfHash, type Connector, type ConnectorId } from "@lorats/platform";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Services } from "../services.ts";
import { HttpProblem } from "./problem.ts";

const BODY_LIMIT = 1024 * 1024;

/**
 * Where other networks bring events: `…/connectors/{id}/inbound`, with the connector's token as a Bearer token or as the
 * password of Basic authentication. 200 says that what was brought is durable (or can never be kept, and why); anything else
 * says: bring it again.
 */
export function registerInbound(app: FastifyInstance, services: Services): void {
  for (const url of [INBOUND_PATH, `${INBOUND_PATH}/*`]) {
    app.route({
      method: ["GET", "POST", "PUT"],
      url: `${API_PREFIX}${url}`,
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: "What another network brings",
        description: "With the connector's token, as a Bearer token or a Basic password.",
        tags: ["connectors"],
        params: inboundParams,
        querystring: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
        response: { 200: inboundAnswer, "4xx": problem, "5xx": problem },
        security: [],
        hide: url.endsWith("*"),
      },
      config: { access: "public" },
      handler: async (request) => {
        const { id, "*": path = "" } = request.params as z.output<typeof inboundParams>;
        const connector = await authenticated(services, id, request);
        if (!connector.enabled) {
          throw new HttpProblem(503, "CONNECTOR_OFF", "the connector is switched off");
        }
        const query = single(request.query as Record<string, string | string[]>);
        const taken = await services.connectors.take(connector, {
          path,
          query,
          body: request.body,
        });
        if ("code" in taken) throw new HttpProblem(400, taken.code, taken.reason);
        return { ...taken, refused: [...taken.refused] };
      },
    });
  }
}

async function authenticated(
  { stores }: Services,
  id: string,
  request: FastifyRequest,
): Promise<Connector> {
  const token = tokenIn(request.headers.authorization);
  const [connector] = token === undefined ? [] : await stores.connectors.get([id as ConnectorId]);
  // Tokens are compared by their hashes: how long that takes tells nothing about them.
  if (connector && hexOfHash(hashSecret(token!)) === connector.tokenHash) return connector;
  throw new HttpProblem(401, "AUTH_REQUIRED", "send the connector's token as a Bearer token");
}

function tokenIn(header: string | undefined): string | undefined {
  const [, scheme, value] = /^(Bearer|Basic) ([\w+/=.-]{1,1000})$/i.exec(header ?? "") ?? [];
  if (scheme?.toLowerCase() !== "basic") return value;
  const decoded = Buffer.from(value!, "base64").toString("utf8");
  return decoded.slice(decoded.indexOf(":") + 1);
}

function single(
  query: Readonly<Record<string, string | readonly string[]>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      typeof value === "string" ? value : value[0]!,
    ]),
  );
}
