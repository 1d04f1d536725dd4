import type { Action, Resource } from "@lorats/platform";
import { z } from "zod";
import { nothing } from "../schemas/common.ts";

/** Who may call: anybody, everybody who has proved who they are, devices themselves, or those whose scopes cover it. */
export type Access =
  | "public"
  | "signed-in"
  | "device"
  | { readonly resource: Resource; readonly action: Action };

/** One operation of the API: the document, the server's checks and the client's types all come from it. */
export interface Endpoint {
  readonly summary: string;
  readonly access: Access;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly success: 200 | 201 | 204;
  readonly response: z.ZodType;
}

/** No fields; anything else adds its own to it. */
export const none: z.ZodType<object, object> = z.object({});

interface Shape<P, Q, B, R> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response?: R;
}

/** A misspelt parameter or field is refused: silently ignored, it would mean something else. */
function strictly<T extends z.ZodType>(schema: T): T {
  return schema instanceof z.ZodObject ? (schema.strict() as z.ZodType as T) : schema;
}

/** An operation whose answer has the status `success`; what is left out is empty. */
export function endpoint<
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
  B extends z.ZodType = typeof nothing,
  R extends z.ZodType = typeof nothing,
>(
  summary: string,
  access: Access,
  success: 200 | 201 | 204,
  { params, query, body, response }: Shape<P, Q, B, R>,
) {
  return {
    summary,
    access,
    success,
    params: (params ?? none) as P,
    query: strictly((query ?? none) as Q),
    body: strictly((body ?? nothing) as B),
    response: (response ?? nothing) as R,
  };
}

/** An operation that only looks. */
export function read<
  R extends z.ZodType,
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
>(
  summary: string,
  access: Access,
  shape: { readonly params?: P; readonly query?: Q; readonly response: R },
) {
  return endpoint<P, Q, typeof nothing, R>(summary, access, 200, shape);
}

export const can = (resource: Resource, action: Action): Access => ({ resource, action });
