import type { TenantDocument, TenantDocumentItem } from "@lorats/api";
import { CallerError, type TenantId } from "@lorats/base";
import { z } from "zod";
import { demand } from "../http/tenancy.ts";
import { canonical } from "./canonical.ts";
import type { ItemSeal } from "./item-seal.ts";
import type { Asker, DocumentKind, Fields, Item, ItemError } from "./kind.ts";
import { References } from "./references.ts";
import { unhurried } from "./unhurried.ts";

/** One item of a document, and what is to become of it. */
export interface Planned {
  readonly kind: DocumentKind;
  readonly id: string;
  /** With the ids of the document. */
  readonly fields: Fields;
  readonly secrets: Fields;
  /** What it is here already. */
  readonly match?: Item | undefined;
  readonly action: "create" | "update" | "none";
  readonly note?: string | undefined;
  readonly errors: readonly ItemError[];
}

/** Says of every item of a document what it would come to in a tenant. Changes nothing. */
export async function planImport(
  asker: Asker,
  tenantId: TenantId,
  document: TenantDocument,
  kinds: readonly DocumentKind[],
  seal: ItemSeal | undefined,
): Promise<readonly Planned[]> {
  const references = new References(document.tenant.id, tenantId);
  const planned: Planned[] = [];
  for (const kind of kinds) {
    const items = document[kind.list];
    if (items.length === 0) continue;
    const here = await Here.of(kind, asker, tenantId, items);
    let room = kind.quota ? await asker.services.quotas.room(tenantId, kind.quota) : Infinity;
    const seen = new Set<string>();
    for await (const item of unhurried(items)) {
      let one = await plan(asker, tenantId, kind, item, references, here, seal);
      if (seen.has(one.id)) one = refused(one, "IMPORT_REPEATED", "the id stands here twice");
      seen.add(one.id);
      if (one.action === "create" && one.errors.length === 0 && room-- <= 0) {
        one = refused(one, "TENANT_QUOTA", `this tenant may have no more ${kind.quota}`);
      }
      // Until it is there, the document's own id stands for it.
      if (one.errors.length === 0) references.set(kind.list, one.id, one.match?.id ?? one.id);
      planned.push(one);
    }
  }
  return planned;
}

/** What a tenant has of one kind. Each is found once: of two with one name, the first stands for the first. */
class Here {
  readonly #byId = new Map<string, Item>();
  readonly #byKey = new Map<string, Item[]>();

  static async of(
    kind: DocumentKind,
    { services }: Asker,
    tenantId: TenantId,
    items: readonly TenantDocumentItem[],
  ): Promise<Here> {
    const here = new Here();
    const wanted = new Set(items.map(({ id }) => id));
    for await (const found of unhurried(kind.read(services, tenantId))) {
      const item = { ...found, fields: filled(kind, found.fields) };
      if (wanted.has(item.id)) here.#byId.set(item.id, item);
      else {
        const key = kind.key(item.fields);
        here.#byKey.set(key, [...(here.#byKey.get(key) ?? []), item]);
      }
    }
    return here;
  }

  take(id: string, key: string): Item | undefined {
    return this.#byId.get(id) ?? this.#byKey.get(key)?.shift();
  }
}

async function plan(
  asker: Asker,
  tenantId: TenantId,
  kind: DocumentKind,
  { id, sealed, ...fields }: TenantDocumentItem,
  references: References,
  here: Here,
  seal: ItemSeal | undefined,
): Promise<Planned> {
  const bare: Planned = { kind, id, fields, secrets: {}, action: "none", errors: [] };
  try {
    const secrets =
      seal && sealed !== undefined ? seal.open(kind.list, id, fields, sealed) : undefined;
    const resolved = references.resolve(kind, fields);
    if (!resolved.ok) return { ...bare, errors: resolved.errors };
    const wanted = filled(kind, resolved.fields);
    const match = here.take(id, kind.key(wanted));
    const one = settle({ ...bare, match }, kind, wanted, secrets, seal !== undefined);
    if (one.action === "none") return one;
    demand(asker.principal, tenantId, kind.resource, "write");
    const body = bodyOf(one, resolved.fields, tenantId);
    if (!body.ok) return { ...one, errors: body.errors };
    await kind.check?.(asker, tenantId, { ...match?.fields, ...body.fields });
    return one;
  } catch (error) {
    if (!(error instanceof CallerError)) throw error;
    return refused(bare, error.code, error.message);
  }
}

/** Whether it is to be made, changed or left, and with which secrets. */
function settle(
  one: Planned,
  { updateBody, withoutSecrets }: DocumentKind,
  resolved: Fields,
  given: Fields | undefined,
  hasSeal: boolean,
): Planned {
  const { match, fields } = one;
  if (!match) {
    const lacks = hasSeal ? undefined : withoutSecrets;
    const made = { ...fields, ...lacks?.fields };
    return { ...one, action: "create", fields: made, secrets: given ?? {}, note: lacks?.note };
  }
  // What the document leaves out, stays.
  const secrets = given ?? match.secrets;
  const left = !hasSeal && withoutSecrets ? Object.keys(withoutSecrets.fields) : [];
  const wanted = { ...resolved, ...pick(match.fields, left) };
  const same =
    canonical(wanted) === canonical(match.fields) &&
    canonical(secrets) === canonical(match.secrets);
  if (same || !updateBody) return one;
  const change = { ...fields, ...pick(match.fields, left) };
  return { ...one, action: "update", fields: change, secrets };
}

/** With what the API fills in: things may have been made before a field existed. */
function filled({ createBody }: DocumentKind, fields: Fields): Fields {
  const result = createBody.safeParse(fields);
  return result.success ? (result.data as Fields) : fields;
}

type Body =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly errors: readonly ItemError[] };

/** What the API would be sent for it. */
export function bodyOf(
  { kind, action, match, secrets }: Planned,
  given: Fields,
  tenantId: TenantId,
): Body {
  const resolved = filled(kind, given);
  const whole = overlaid(resolved, secrets);
  if (action === "create") {
    const named = hasField(kind.createBody, "tenantId") ? { ...whole, tenantId } : whole;
    return parsed(kind.createBody, named);
  }
  const errors: ItemError[] = [];
  const removals: Record<string, null> = {};
  const refuse = (path: string, code: string, message: string): void => {
    errors.push({ path, code, message });
  };
  for (const name of new Set([...Object.keys(whole), ...Object.keys(match!.fields)])) {
    if (canonical(resolved[name]) === canonical(match!.fields[name])) continue;
    if (!hasField(kind.updateBody!, name)) {
      refuse(name, "IMPORT_FIXED", "it is another here and cannot be changed");
    } else if (resolved[name] === undefined && secrets[name] === undefined) removals[name] = null;
  }
  if (errors.length > 0) return { ok: false, errors };
  const settable = Object.keys(whole).filter((name) => hasField(kind.updateBody!, name));
  return parsed(kind.updateBody!, { ...pick(whole, settable), ...removals });
}

function parsed(schema: z.ZodType, value: unknown): Body {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, fields: result.data as Fields };
  const errors = result.error.issues.map(({ path, message }) => ({
    path: path.join("."),
    code: "HTTP_INVALID",
    message,
  }));
  return { ok: false, errors };
}

function hasField(schema: z.ZodType, name: string): boolean {
  return schema instanceof z.ZodObject && name in schema.shape;
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    names.filter((name) => name in fields).map((name) => [name, fields[name]]),
  );
}

/** Secrets inside a group of settings stand beside the others there. */
function overlaid(fields: Fields, secrets: Fields): Fields {
  const result: Record<string, unknown> = { ...fields };
  for (const [name, value] of Object.entries(secrets)) {
    const below = result[name];
    const both = isFields(below) && isFields(value);
    result[name] = both ? overlaid(below, value) : value;
  }
  return result;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(one: Planned, code: string, message: string): Planned {
  return { ...one, errors: [{ path: "", code, message }] };
}
