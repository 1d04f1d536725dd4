import { z } from "zod";

/** JSON Schema of what a caller sends, for programs that make forms of it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of a request; what JSON Schema has no words for is left out of it. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}
