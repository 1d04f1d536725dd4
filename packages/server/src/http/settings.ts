import type { z } from "zod";
import { HttpProblem } from "./problem.ts";
import { refuseSecretsInUrl } from "./target-url.ts";

/**
 * Settings as the schema of their kind has them; what is wrong is named by its path in the body.
 * @param addresses those of them that are URLs, which must hold no secret
 */
export function checkSettings(
  schema: z.ZodType<Readonly<Record<string, unknown>>>,
  settings: Readonly<Record<string, unknown>>,
  addresses: readonly string[],
): Record<string, unknown> {
  const parsed = schema.safeParse(settings);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `body.settings.${path.join(".")}: ${message}`,
    );
    throw new HttpProblem(400, "HTTP_INVALID", issues.join("; "));
  }
  for (const address of addresses) {
    const one = parsed.data[address];
    if (typeof one === "string") refuseSecretsInUrl(one);
  }
  return { ...parsed.data };
}
