import fastifySwagger from "@fastify/swagger";
import Fastify, { type FastifyInstance } from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import type { RouteName } from "@lorats/api";
import type { Services } from "../services.ts";
import { CLIENT_HEADER, SESSION_COOKIE } from "./authenticate.ts";
import type { Handlers } from "./call.ts";
import { registerOperations } from "./operations.ts";

/** Makes the OpenAPI document of the routes that are registered after it. */
export async function registerDocument(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "LoRaTS",
        version: "1",
        description: `Changes made with a session cookie need the header \`${CLIENT_HEADER}\` with any value.`,
      },
      components: {
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: SESSION_COOKIE },
        },
      },
      security: [{ apiKey: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

/** The document of every operation, without a server: what clients are generated from. */
export async function openApiDocument(): Promise<object> {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await registerDocument(app);
  // Routes are described, and never called.
  registerOperations(app, {} as Services, {} as Handlers<RouteName>);
  await app.ready();
  try {
    return app.swagger();
  } finally {
    await app.close();
  }
}
