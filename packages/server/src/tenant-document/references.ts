import { TENANT_DOCUMENT_LISTS, type TenantDocumentList } from "@lorats/api";
import type { DocumentKind, Fields, ItemError } from "./kind.ts";

/** Which things of a tenant the ids of a document stand for. */
export class References {
  readonly #ids = new Map<string, string>();
  readonly #tenant: readonly [there: string, here: string];

  constructor(there: string, here: string) {
    this.#tenant = [there, here];
  }

  set(list: TenantDocumentList, there: string, here: string): void {
    this.#ids.set(`${list}/${there}`, here);
  }

  /** The fields with ids of this tenant, or which of them mean nothing. */
  resolve(
    { references = {} }: DocumentKind,
    fields: Fields,
  ):
    | { readonly ok: true; readonly fields: Fields }
    | { readonly ok: false; readonly errors: readonly ItemError[] } {
    const errors: ItemError[] = [];
    const resolved: Record<string, unknown> = { ...fields };
    for (const [name, lists] of Object.entries(references)) {
      const value = fields[name];
      const find = (id: unknown): unknown => {
        const found = this.#find(lists, String(id));
        if (found !== undefined) return found;
        const message = `${String(id)} is not in the document, or could not be brought in`;
        errors.push({ path: name, code: "IMPORT_REFERENCE", message });
        return id;
      };
      if (Array.isArray(value)) resolved[name] = value.map(find);
      else if (value !== undefined) resolved[name] = find(value);
    }
    return errors.length > 0 ? { ok: false, errors } : { ok: true, fields: resolved };
  }

  #find(lists: readonly TenantDocumentList[], id: string): string | undefined {
    for (const list of lists) {
      const found = this.#ids.get(`${list}/${id}`);
      if (found !== undefined) return found;
    }
    if (lists !== TENANT_DOCUMENT_LISTS) return undefined;
    // Whatever may be meant: the tenant itself, or something that is gone by now.
    const [there, here] = this.#tenant;
    return id === there ? here : id;
  }
}
