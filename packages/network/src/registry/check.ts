import { CallerError } from "@lorats/base";
import type { Tags } from "./entity.ts";

/** Refuses with `REG_INVALID`; the message names the field. */
export function check(holds: boolean, field: string, expected: string): asserts holds {
  if (!holds) {
    throw new CallerError("REG_INVALID", `${field}: expected ${expected}`, { details: { field } });
  }
}

export function checkName(name: string): void {
  check(name.trim().length > 0 && name.length <= 100, "name", "1 to 100 characters");
}

export function checkDescription(description: string): void {
  check(description.length <= 2000, "description", "at most 2000 characters");
}

export function checkInt(value: number, field: string, min: number, max: number): void {
  const holds = Number.isInteger(value) && value >= min && value <= max;
  check(holds, field, `an integer from ${min} to ${max}`);
}

export function checkRange(value: number, field: string, min: number, max: number): void {
  check(value >= min && value <= max, field, `a number from ${min} to ${max}`);
}

export function checkEui(eui: string, field: string): void {
  check(/^[0-9a-f]{16}$/.test(eui), field, "16 lower-case hexadecimal digits");
}

export function checkTags(tags: Tags, field: string): void {
  const entries = Object.entries(tags);
  check(entries.length <= 100, field, "at most 100 entries");
  for (const [key, value] of entries) {
    check(key.length > 0 && key.length <= 100, field, "keys of 1 to 100 characters");
    check(
      typeof value === "string" && value.length <= 1000,
      field,
      "texts of at most 1000 characters",
    );
  }
}
