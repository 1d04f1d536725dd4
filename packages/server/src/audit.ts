import { formatInstant, type Instant, type TenantId } from "@lorats/base";
import { newEvent, type NewEvent } from "@lorats/events";
import type { Services } from "./services.ts";

/** Stands for the server itself where an event needs a tenant. */
export const SERVER_TENANT = "00000000-0000-0000-0000-000000000000" as TenantId;

type Shown = Readonly<Record<string, unknown>>;

export interface ChangeRecord {
  /** `user:<id>`, `key:<id>` or `system`. */
  readonly actor: string;
  readonly tenantId: TenantId;
  readonly kind: string;
  readonly id: string;
  /** As the API shows it, so without secrets. Absent when it is new. */
  readonly before?: Shown | undefined;
  /** Absent when it was deleted. */
  readonly after?: Shown | undefined;
  /** Nothing changed, but somebody saw a secret; `after` then says which. */
  readonly isReveal?: boolean;
}

/** Writes into the log who changed what. Both sides are what the API shows: no secret can slip in. */
export function recordChange(
  services: Pick<Services, "clock" | "stores">,
  record: ChangeRecord,
): Promise<void> {
  return recordChanges(services, [record]);
}

/** The same for many, which stand in the log together or not at all. */
export async function recordChanges(
  { clock, stores }: Pick<Services, "clock" | "stores">,
  records: readonly ChangeRecord[],
): Promise<void> {
  const now = clock.now();
  if (records.length > 0) await stores.log.append(records.map((record) => entryOf(record, now)));
}

function entryOf(
  { actor, tenantId, kind, id, before, after, isReveal = false }: ChangeRecord,
  now: Instant,
): NewEvent<"change"> {
  const change = before === undefined ? "create" : after === undefined ? "delete" : "update";
  const action = isReveal ? "reveal" : change;
  return newEvent(
    "change",
    { tenantId, key: id, time: now },
    {
      at: formatInstant(now),
      actor,
      action,
      kind,
      id,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    },
  );
}
