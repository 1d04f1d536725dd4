import type { BodyOf, ParamsOf, QueryOf, ResponseOf, RouteName } from "@lorats/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";

/** One request, checked against its schemas and against what its sender may do anywhere at all. */
export interface Call<K extends RouteName> {
  readonly services: Services;
  /** Absent where anybody may call. */
  readonly principal: K extends "signIn" | "authMethods" ? undefined : Principal;
  readonly params: ParamsOf<K>;
  readonly query: QueryOf<K>;
  readonly body: BodyOf<K>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Handler<K extends RouteName> = (call: Call<K>) => Promise<ResponseOf<K>>;
/** Handlers of the operations that are named. */
export type Handlers<K extends RouteName> = { readonly [Name in K]: Handler<Name> };
