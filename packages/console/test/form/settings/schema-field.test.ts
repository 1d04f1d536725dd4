import assert from "node:assert/strict";
import { it } from "node:test";
import { CONNECTOR_KINDS } from "@lorats/platform";
import { jsonSchemaOf } from "@lorats/api";
import { fieldsOf, formValues, settingsOf } from "../../../src/form/settings/schema-field.ts";

/** As the server writes it. */
const SCHEMA = {
  type: "object",
  properties: {
    url: { type: "string", format: "uri" },
    prefix: { type: "string", default: "" },
    size: { type: "integer", default: 5 },
    quiet: { type: "boolean", default: false },
    level: { anyOf: [{ const: 0 }, { const: 1 }], default: 1 },
    kinds: { type: "array", items: { type: "string", enum: ["up", "join"] }, default: [] },
    topics: { type: "array", items: { type: "string" } },
    headers: { type: "object", additionalProperties: { type: "string" }, default: {} },
    note: { type: "string" },
  },
  required: ["url", "topics"],
};
const fields = fieldsOf(SCHEMA);

it("a field is asked for as its type says", () => {
  assert.deepEqual(
    fields.map(({ name, kind, isRequired }) => [name, kind, isRequired]),
    [
      ["url", "text", true],
      ["prefix", "text", false],
      ["size", "number", false],
      ["quiet", "switch", false],
      ["level", "choice", false],
      ["kinds", "choices", false],
      ["topics", "words", true],
      ["headers", "pairs", false],
      ["note", "text", false],
    ],
  );
});

it("what is stored comes back as it was, numbers among choices included", () => {
  const stored = {
    url: "https://example.org",
    prefix: "",
    size: 9,
    quiet: true,
    level: 0,
    kinds: ["up"],
    topics: ["a/{device}"],
    headers: { "x-site": "7" },
  };
  assert.deepEqual(settingsOf(fields, formValues(fields, stored)), stored);
});

it("a form that nobody touched sends the defaults and leaves out what is empty", () => {
  assert.deepEqual(settingsOf(fields, formValues(fields)), {
    prefix: "",
    size: 5,
    quiet: false,
    level: 1,
    kinds: [],
    topics: [],
    headers: {},
  });
});

it("every setting of every kind of connector has its place in a form", () => {
  for (const { kind, settings } of CONNECTOR_KINDS) {
    const schema = jsonSchemaOf(settings);
    const names = Object.keys(schema["properties"] as object);
    assert.deepEqual(
      fieldsOf(schema).map(({ name }) => name),
      names,
      kind,
    );
  }
});
