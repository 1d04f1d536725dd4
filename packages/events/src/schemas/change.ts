import { z } from "zod";
import { time } from "../fields.ts";

/** Somebody changed the configuration: the audit log. Secrets appear as key ids only. */
export const changeV1 = z.object({
  at: time,
  /** `user:<id>`, `key:<id>` or `system`. */
  actor: z.string(),
  /** `reveal`: a secret was shown to somebody. */
  action: z.enum(["create", "update", "delete", "reveal"]),
  /** Kind of thing, such as `device`. */
  kind: z.string(),
  id: z.string(),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
});
export type Change = z.infer<typeof changeV1>;
