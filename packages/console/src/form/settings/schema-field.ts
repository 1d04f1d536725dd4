import type { JsonSchema } from "@lorats/api";
import { tagRows, tagsOf, type TagRow } from "../tag-rows.ts";

/** How a setting is asked for. */
export type FieldKind = "text" | "number" | "switch" | "choice" | "choices" | "words" | "pairs";

/** One setting of a kind of connector or integration, as its JSON Schema describes it. */
export interface SchemaField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly isRequired: boolean;
  readonly description: string | undefined;
  /** Of choices, as the API takes them. */
  readonly options: readonly (string | number)[];
  /** What the API takes when nothing is said. */
  readonly fallback: unknown;
}

type Property = JsonSchema & {
  readonly type?: string;
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly { readonly const?: string | number }[];
  readonly items?: Property;
};

/** The settings that an object's schema names, in its order; what no form could ask for is left out. */
export function fieldsOf(schema: JsonSchema | undefined): readonly SchemaField[] {
  const properties = Object.entries((schema?.["properties"] ?? {}) as Record<string, Property>);
  const required = (schema?.["required"] ?? []) as readonly string[];
  return properties.flatMap(([name, property]) => {
    const options = optionsOf(property) ?? (property.items && optionsOf(property.items)) ?? [];
    const kind = kindOf(property);
    if (kind === undefined) return [];
    return {
      name,
      kind,
      isRequired: required.includes(name),
      description: (property["description"] as string | undefined)?.replaceAll("`", ""),
      options,
      fallback: property["default"],
    };
  });
}

function optionsOf({ enum: values, anyOf }: Property): readonly (string | number)[] | undefined {
  if (values) return values;
  const constants = anyOf?.map((one) => one.const).filter((one) => one !== undefined);
  return constants && constants.length === anyOf!.length ? constants : undefined;
}

function kindOf(property: Property): FieldKind | undefined {
  if (optionsOf(property)) return "choice";
  if (property.type === "array") {
    return property.items && optionsOf(property.items) ? "choices" : "words";
  }
  return KINDS_BY_TYPE[property.type ?? ""];
}

const KINDS_BY_TYPE: Readonly<Record<string, FieldKind>> = {
  string: "text",
  integer: "number",
  number: "number",
  boolean: "switch",
  object: "pairs",
};

/** Values of a form, by the settings' names. */
export type FieldValues = Record<string, unknown>;

const EMPTY: Readonly<Record<FieldKind, unknown>> = {
  text: "",
  number: "",
  switch: false,
  choice: null,
  choices: [],
  words: [],
  pairs: [],
};

/** How the form begins: with what is stored, otherwise with what the API would take. */
export function formValues(fields: readonly SchemaField[], stored: FieldValues = {}): FieldValues {
  return Object.fromEntries(
    fields.map(({ name, kind, fallback }) => {
      const value = stored[name] ?? fallback ?? EMPTY[kind];
      if (kind === "choice" && value !== null) return [name, `${value as string | number}`];
      if (kind === "pairs" && !Array.isArray(value)) {
        return [name, tagRows(value as Record<string, string>)];
      }
      return [name, value];
    }),
  );
}

/** The settings that a form's values stand for; what was left empty is left out. */
export function settingsOf(fields: readonly SchemaField[], values: FieldValues): FieldValues {
  return Object.fromEntries(
    fields.flatMap(({ name, kind, options, fallback }) => {
      const value = values[name];
      switch (kind) {
        case "text": {
          const text = typeof value === "string" ? value.trim() : "";
          return text === "" && fallback !== "" ? [] : [[name, text]];
        }
        case "number":
          return value === "" || value === undefined ? [] : [[name, value]];
        case "choice":
          return value === null ? [] : [[name, options.find((one) => String(one) === value)]];
        case "pairs":
          return [[name, tagsOf((value ?? []) as TagRow[])]];
        case "switch":
        case "choices":
        case "words":
          return [[name, value]];
      }
    }),
  );
}
