import type { ApplicationId, KeyId } from "@lorats/base";
import type { Item } from "../item-store.ts";

declare const brand: unique symbol;
export type EnrichmentSourceId = string & { readonly [brand]: "EnrichmentSourceId" };

/** Something outside that payloads are enriched with. */
export interface EnrichmentSource extends Item<EnrichmentSourceId> {
  /** For its frames only; all of the tenant's when absent. */
  readonly applicationId?: ApplicationId | undefined;
  /** What it is, such as `weather`. */
  readonly kind: string;
  readonly name: string;
  /** Its values stand at `external.<field>`. */
  readonly field: string;
  readonly enabled: boolean;
  /** How often it is asked. */
  readonly refreshMinutes: number;
  /** How long its last word holds. */
  readonly holdsMinutes: number;
  /** What its kind needs to know; the kind's own schema checked it. Never a secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where the secret of its address stands, if there is one. */
  readonly secretKeyId?: KeyId | undefined;
}
