import { optionName, settingName } from "./settings.text.ts";
import type { FieldValues } from "./schema-field.ts";

/** Settings as facts to read: nothing is said of what is empty or off. */
export function settingFacts(settings: FieldValues): readonly (readonly [string, string])[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const said = saying(value);
    return said === "" ? [] : [[settingName(name), said] as const];
  });
}

function saying(value: unknown): string {
  if (value === undefined || value === null || value === false) return "";
  if (value === true) return "✓";
  if (Array.isArray(value)) return value.map(saying).join(", ");
  if (typeof value === "object") {
    return Object.entries(value)
      .map(([name, inner]) => `${name}: ${saying(inner)}`)
      .join(", ");
  }
  return typeof value === "string" || typeof value === "number" ? optionName(value) : "";
}
