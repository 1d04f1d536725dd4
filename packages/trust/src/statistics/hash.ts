import { fnv1a } from "@lorats/base";

/** A short name for a memory that holds many, never 0. */
export function hashOf(text: string): number {
  return fnv1a(text) || 1;
}
