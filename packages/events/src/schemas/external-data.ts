import { z } from "zod";

/** What an enrichment source said at the time of the event, as frames that come later are enriched with it. */
export const externalDataV1 = z.object({
  sourceId: z.uuid(),
  /** Whose words its values are in, such as `weather`. */
  kind: z.string(),
  /** Where it holds: a place on the source's grid such as `47.4,8.5`; empty for everywhere. */
  spot: z.string().max(64),
  values: z.record(z.string(), z.unknown()),
});
export type ExternalData = z.infer<typeof externalDataV1>;

/** The key of such events: of one source at one spot. */
export function externalDataKey(sourceId: string, spot: string): string {
  return `${sourceId}/${spot}`;
}
