import type { RouteName, TenantDocumentList } from "@lorats/api";
import type { TenantId } from "@lorats/base";
import type { Resource } from "@lorats/platform";
import type { z } from "zod";
import type { Call, Handlers } from "../http/call.ts";
import type { Services } from "../services.ts";
import type { QuotaName } from "../usage/quotas.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** One thing of a tenant, as a document has it. */
export interface Item {
  readonly id: string;
  /** As when it is created. */
  readonly fields: Fields;
  /** Likewise, and laid over the fields when it is created: what is never shown without being asked for. */
  readonly secrets: Fields;
}

/** On whose behalf something is done. */
export type Asker = Pick<Call<"importTenant">, "services" | "principal" | "request" | "reply">;

export interface Made {
  readonly id: string;
  /** Shown this once. */
  readonly secret?: string | undefined;
}

/** What came of one of many that were to be made. */
export type Outcome = Made | { readonly errors: readonly ItemError[] };

export interface ItemError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** One list of a document: how it is read, recognised and brought in. */
export interface DocumentKind {
  readonly list: TenantDocumentList;
  readonly resource: Resource;
  readonly quota?: QuotaName;
  /** Everything of the tenant, in the order in which it was made. */
  read(services: Services, tenantId: TenantId): AsyncIterable<Item>;
  /** By which one is recognised in a tenant where it has another id. */
  key(fields: Fields): string;
  /** Fields with ids, one or a list, of these other lists. */
  readonly references?: Readonly<Record<string, readonly TenantDocumentList[]>>;
  /** What one that is new is made with, and what is to be done about it, when its secrets were left out. */
  readonly withoutSecrets?: { readonly fields: Fields; readonly note: string };
  readonly createBody: z.ZodType;
  /** Absent where one is never changed. */
  readonly updateBody?: z.ZodType;
  /** What the schema does not say. @throws {CallerError} */
  check?(asker: Asker, tenantId: TenantId, body: Fields): void | Promise<void>;
  create(asker: Asker, tenantId: TenantId, body: Fields): Promise<Made>;
  /** Many at once, where that is much faster; in the same order. */
  createMany?(
    asker: Asker,
    tenantId: TenantId,
    bodies: readonly Fields[],
  ): Promise<readonly Outcome[]>;
  update?(asker: Asker, id: string, body: Fields, tenantId: TenantId): Promise<void>;
}

/** Does what the API would: with its checks, its quotas and its audit log. */
export function perform<K extends RouteName>(
  handlers: Handlers<K>,
  name: K,
  asker: Asker,
  params: Fields,
  body: Fields,
): Promise<Awaited<ReturnType<Handlers<K>[K]>>> {
  const handle = handlers[name] as (call: unknown) => ReturnType<Handlers<K>[K]>;
  return handle({ ...asker, params, query: {}, body }) as never;
}

/** What stores add to what people set, and whose it is, which the document says once. */
export function fieldsOf<T extends object>(entity: T, ...without: (keyof T)[]): Fields {
  const dropped = new Set<unknown>([
    "id",
    "tenantId",
    "version",
    "createdAt",
    "updatedAt",
    ...without,
  ]);
  return Object.fromEntries(
    Object.entries(entity).filter(([name, value]) => !dropped.has(name) && value !== undefined),
  );
}

/** Of what works with a secret only. */
export const SWITCHED_OFF: NonNullable<DocumentKind["withoutSecrets"]> = {
  fields: { enabled: false },
  note: "its secret was left out: set it, then switch it on",
};
