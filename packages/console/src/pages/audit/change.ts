import type { Event } from "@lorats/api";

type Fields = Readonly<Record<string, unknown>>;

/** One entry of the audit log. */
export interface Change {
  readonly at: string;
  readonly actor: string;
  readonly action: "create" | "update" | "delete" | "reveal";
  readonly kind: string;
  readonly id: string;
  /** What the thing is called, or its id. */
  readonly name: string;
  readonly before: Fields | undefined;
  readonly after: Fields | undefined;
}

export function changeOf({ body }: Event): Change {
  const change = body as unknown as Omit<Change, "name">;
  const { before, after, id } = change;
  const name = after?.["name"] ?? before?.["name"] ?? before?.["email"] ?? after?.["email"];
  return { ...change, name: typeof name === "string" && name !== "" ? name : id };
}

interface ChangedField {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Change with every change; nobody asks for them. */
const NOISE = new Set(["version", "updatedAt", "createdAt", "lastSeenAt", "id", "tenantId"]);

/** The fields that differ between both sides; all of them where there is only one. */
export function changedFields({ before, after }: Change): readonly ChangedField[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names]
    .filter((name) => !NOISE.has(name))
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}
