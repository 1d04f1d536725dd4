import { parseInstant, type Instant } from "@lorats/base";

/** When a credential ends, where its maker said so. */
export function expiry(text: string | undefined): { expiresAt?: Instant } {
  return text === undefined ? {} : { expiresAt: parseInstant(text) };
}
