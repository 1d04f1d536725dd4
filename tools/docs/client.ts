// Writes the types of `@lorats/client` from the OpenAPI document.
import { openApiDocument } from "@lorats/server";

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
    readonly description?: string;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The generated file, whole. */
export async function renderClient(): Promise<string> {
  const { paths, components } = (await openApiDocument()) as Document;
  const named = Object.entries(components.schemas)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => `${comment(schema, "")}export type ${name} = ${typeOf(schema, "")};`);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      operation.operationId === undefined ? [] : [{ path, method, operation }],
    ),
  );
  return [
    "// Generated from the OpenAPI document by `npm run docs`; not to be edited.",
    "",
    ...named,
    "",
    "/** What every operation takes and answers. */",
    "export interface Operations {",
    ...operations.map(({ operation }) => operationType(operation)),
    "}",
    "",
    "/** Method, path, and the names of what goes into the query. */",
    "export const OPERATIONS: { readonly [Name in keyof Operations]: readonly [method: string, path: string, query: readonly string[]] } = {",
    ...operations.map(({ path, method, operation }) => {
      const query = namesIn(operation, "query").map((name) => JSON.stringify(name));
      const place = `${JSON.stringify(method.toUpperCase())}, ${JSON.stringify(path)}`;
      return `  ${operation.operationId}: [${place}, [${query.join(", ")}]],`;
    }),
    "};",
    "",
  ].join("\n");
}

function operationType(operation: Operation): string {
  const { operationId, summary, responses, requestBody } = operation;
  const parameters = (operation.parameters ?? []).filter(({ in: where }) => where !== "header");
  const fields = parameters.map(({ name, required, schema, description }) => {
    const told = comment(description === undefined ? {} : { description }, "      ");
    return `${told}      readonly ${key(name)}${required ? "" : "?"}: ${typeOf(schema, "      ")};`;
  });
  const body = jsonOf(requestBody);
  const inputs = [
    ...(fields.length > 0 ? [`{\n${fields.join("\n")}\n    }`] : []),
    ...(body ? [bracketed(typeOf(body, "    "))] : []),
  ];
  const success = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1];
  const answer = jsonOf(success);
  return [
    comment(summary === undefined ? {} : { description: summary }, "  ").trimEnd(),
    `  readonly ${operationId}: {`,
    `    readonly input: ${inputs.join(" & ") || "{}"};`,
    `    readonly output: ${answer ? typeOf(answer, "    ") : "undefined"};`,
    "  };",
  ].join("\n");
}

function namesIn({ parameters = [] }: Operation, where: string): readonly string[] {
  return parameters.filter((one) => one.in === where).map(({ name }) => name);
}

function jsonOf(holder: Content | undefined): Schema | undefined {
  return holder?.content?.["application/json"]?.schema;
}

/** A schema as a type, for a place that is indented so far. */
function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1)!;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map((one) => bracketed(typeOf(one, indent))))].join(" | ");
  if (schema.allOf) return schema.allOf.map((one) => bracketed(typeOf(one, indent))).join(" & ");
  if (Array.isArray(schema.type)) {
    const types = schema.type as readonly string[];
    return types.map((type) => typeOf({ ...schema, type }, indent)).join(" | ");
  }
  if (schema.type === "array") return arrayOf(schema, indent);
  if (schema.type === "object") return objectOf(schema, indent);
  return SIMPLE[String(schema.type)] ?? "unknown";
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

function arrayOf({ items, prefixItems }: Schema, indent: string): string {
  if (prefixItems) {
    const fixed = prefixItems.map((one) => typeOf(one, indent));
    return `readonly [${[...fixed, ...(items ? [`...${arrayOf({ items }, indent)}`] : [])].join(", ")}]`;
  }
  return items ? `readonly ${bracketed(typeOf(items, indent))}[]` : "readonly unknown[]";
}

function objectOf(schema: Schema, indent: string): string {
  const { properties = {}, required = [], additionalProperties: more } = schema;
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, one]) => {
    const mark = required.includes(name) ? "" : "?";
    return `${comment(one, inner)}${inner}readonly ${key(name)}${mark}: ${typeOf(one, inner)};`;
  });
  const isOpen = typeof more === "object" || (fields.length === 0 && more !== false);
  if (isOpen) {
    const value = typeof more === "object" && fields.length === 0 ? typeOf(more, inner) : "unknown";
    fields.push(`${inner}readonly [name: string]: ${value};`);
  }
  return fields.length === 0 ? "{}" : `{\n${fields.join("\n")}\n${indent}}`;
}

/** Keeps unions together inside arrays and intersections. */
function bracketed(type: string): string {
  return / [|&] /.test(type) || type.startsWith("readonly ") ? `(${type})` : type;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function comment({ description }: Pick<Schema, "description">, indent: string): string {
  return description === undefined
    ? ""
    : `${indent}/** ${description.replaceAll("*/", "*\\/")} */\n`;
}
