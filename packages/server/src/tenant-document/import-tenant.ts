import type { BodyOf, TenantImported } from "@lorats/api";
import { CallerError, type TenantId } from "@lorats/base";
import { HttpProblem } from "../http/problem.ts";
import { ItemSeal } from "./item-seal.ts";
import type { Asker, Fields, Outcome } from "./kind.ts";
import { DOCUMENT_KINDS } from "./kinds/index.ts";
import { bodyOf, planImport, type Planned } from "./plan.ts";
import { References } from "./references.ts";
import { unhurried } from "./unhurried.ts";

type Row = TenantImported["rows"][number];
type Result = Row["outcome"] | "unchanged";

/**
 * Brings a tenant to what a document says: makes what is missing, changes what differs, deletes nothing. Things are recognised
 * by their id or, in another tenant, by what people know them by. Doing it twice is doing it once.
 * @throws {HttpProblem} `IMPORT_PASSPHRASE`
 */
export async function importTenant(
  asker: Asker,
  tenantId: TenantId,
  { document, passphrase, withoutSecrets, dryRun, onError }: BodyOf<"importTenant">,
): Promise<TenantImported> {
  const { secrets } = document;
  if (secrets && passphrase === undefined && !withoutSecrets) {
    const what = "the document holds secrets: give their passphrase, or say withoutSecrets";
    throw new HttpProblem(400, "IMPORT_PASSPHRASE", what);
  }
  const isOpened = secrets !== undefined && passphrase !== undefined && !withoutSecrets;
  const seal = isOpened ? await ItemSeal.of(passphrase, secrets) : undefined;
  const planned = await planImport(asker, tenantId, document, DOCUMENT_KINDS, seal);
  const isStopped = onError === "abort" && planned.some(({ errors }) => errors.length > 0);
  const outcomes =
    dryRun || isStopped
      ? planned.map((one) => rowOf(one, unperformed(one, dryRun && !isStopped)))
      : await performPlan(asker, tenantId, planned, new References(document.tenant.id, tenantId));
  const count = (...results: Result[]): number =>
    outcomes.filter(({ outcome }) => results.includes(outcome)).length;
  return {
    dryRun,
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    failed: count("failed"),
    rows: outcomes.filter((row): row is Row => row.outcome !== "unchanged"),
  };
}

type Told = Omit<Row, "outcome"> & { readonly outcome: Result };

function unperformed({ action, errors }: Planned, isReady: boolean): Result {
  if (errors.length > 0) return "failed";
  if (action === "none") return "unchanged";
  if (!isReady) return "not-done";
  return action === "create" ? "would-create" : "would-update";
}

function rowOf(
  { kind, id, fields, note, errors }: Planned,
  outcome: Result,
  more: Partial<Row> = {},
): Told {
  const { name = fields["email"] ?? fields["applicationId"] } = fields;
  return {
    list: kind.list,
    id,
    name: String(name),
    outcome,
    ...(errors.length > 0 && { errors: [...errors] }),
    ...(note !== undefined && { note }),
    ...more,
  };
}

async function performPlan(
  asker: Asker,
  tenantId: TenantId,
  planned: readonly Planned[],
  references: References,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const ofKind of Map.groupBy(planned, ({ kind }) => kind).values()) {
    const done = await performKind(asker, tenantId, ofKind, references);
    for (const [i, one] of ofKind.entries()) {
      const outcome = done[i]!;
      if ("errors" in outcome) {
        told.push(rowOf({ ...one, errors: outcome.errors }, "failed"));
        continue;
      }
      const { id: newId, secret } = outcome;
      references.set(one.kind.list, one.id, newId);
      const results = { create: "created", update: "updated", none: "unchanged" } as const;
      const more = { newId, ...(secret !== undefined && { secret }) };
      told.push(rowOf(one, results[one.action], more));
    }
  }
  return told;
}

async function performKind(
  asker: Asker,
  tenantId: TenantId,
  planned: readonly Planned[],
  references: References,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const many: { readonly at: number; readonly body: Fields }[] = [];
  for await (const [at, one] of unhurried(planned.entries())) {
    const { kind, action, match, errors } = one;
    const resolved = references.resolve(kind, one.fields);
    if (errors.length > 0) outcomes[at] = { errors };
    else if (action === "none") outcomes[at] = { id: match!.id };
    else if (!resolved.ok) outcomes[at] = resolved;
    else {
      const body = bodyOf(one, resolved.fields, tenantId);
      if (!body.ok) outcomes[at] = body;
      else if (action === "create" && kind.createMany) many.push({ at, body: body.fields });
      else outcomes[at] = await performOne(asker, tenantId, one, body.fields);
    }
  }
  const made = await planned[0]!.kind.createMany?.(
    asker,
    tenantId,
    many.map(({ body }) => body),
  );
  for (const [i, { at }] of many.entries()) outcomes[at] = made![i]!;
  return outcomes;
}

async function performOne(
  asker: Asker,
  tenantId: TenantId,
  { kind, match }: Planned,
  body: Fields,
): Promise<Outcome> {
  try {
    if (!match) return await kind.create(asker, tenantId, body);
    await kind.update!(asker, match.id, body, tenantId);
    return { id: match.id };
  } catch (error) {
    if (!(error instanceof CallerError)) throw error;
    return { errors: [{ path: "", code: error.code, message: error.message }] };
  }
}
