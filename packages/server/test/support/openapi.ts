import "@fastify/swagger";
import fc from "fast-check";
import type { FastifyInstance } from "fastify";

/** A JSON schema, as far as the document uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

/** One operation of the document, whether it stands among `ROUTES` or was registered by itself. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
}

interface Document {
  readonly paths: Record<string, Record<string, RawOperation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

interface RawOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}

/** The API as its own document describes it. */
export class DocumentedApi {
  readonly operations: readonly Operation[];
  readonly #schemas: Readonly<Record<string, Schema>>;

  private constructor({ paths, components }: Document) {
    this.#schemas = components.schemas;
    this.operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
        method: method.toUpperCase(),
        path,
        parameters,
        body: requestBody?.content["application/json"]?.schema,
      })),
    );
  }

  /** All that a server has registered, the streams and doors among it. */
  static of(app: FastifyInstance): DocumentedApi {
    return new DocumentedApi(app.swagger() as unknown as Document);
  }

  /** The schema itself where it is referred to. */
  resolved(schema: Schema): Schema {
    const { $ref } = schema;
    return $ref === undefined ? schema : this.resolved(this.#schemas[$ref.split("/").at(-1)!]!);
  }

  /** Values that fit a schema; where a name asks for an id, one of these. */
  valuesOf(schema: Schema, ids: Ids): fc.Arbitrary<unknown> {
    return this.#values(schema, ids, "", 0);
  }

  #values(schema: Schema, ids: Ids, name: string, depth: number): fc.Arbitrary<unknown> {
    const within = (inner: Schema, called = name): fc.Arbitrary<unknown> =>
      this.#values(inner, ids, called, depth + 1);
    if (schema.$ref !== undefined) return within(this.resolved(schema));
    const { anyOf, oneOf, allOf } = schema;
    const choices = anyOf ?? oneOf;
    if (choices) return fc.oneof(...choices.map((one) => within(one)));
    if (allOf) {
      return fc
        .tuple(...allOf.map((one) => within(one)))
        .map((parts) => Object.assign({}, ...parts) as unknown);
    }
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    switch (schema.type ?? "any") {
      case "string":
        return stringsOf(schema, ids, name);
      case "integer":
        return fc.integer(boundsOf(schema, 2_000_000_000, 1));
      case "number":
        return fc.double({ ...boundsOf(schema, 1e12, 1e-9), noNaN: true, noDefaultInfinity: true });
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      case "array": {
        const { items = {}, minItems: minLength = 0, maxItems = 3 } = schema;
        const maxLength = Math.max(minLength, Math.min(maxItems, 3));
        return fc.array(within(items), { minLength, maxLength });
      }
      case "object":
        return this.#objects(schema, within, name, depth);
      default:
        return fc.jsonValue({ maxDepth: 1 });
    }
  }

  #objects(
    { properties = {}, required = [], additionalProperties, propertyNames }: Schema,
    within: (inner: Schema, called?: string) => fc.Arbitrary<unknown>,
    called: string,
    depth: number,
  ): fc.Arbitrary<unknown> {
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, within(inner, `${called}.${name}`)]),
    );
    // Deep inside, what may be left out mostly is.
    const known = fc.record(fields, { requiredKeys: [...required] as never[] });
    if (typeof additionalProperties !== "object" || Object.keys(properties).length > 0)
      return known;
    const keys = propertyNames ? within(propertyNames) : fc.string({ minLength: 1, maxLength: 8 });
    const maxKeys = depth > 3 ? 1 : 3;
    return fc.dictionary(keys as fc.Arbitrary<string>, within(additionalProperties), { maxKeys });
  }
}

/** Which id a field of that name asks for, if any. */
export type Ids = (name: string) => readonly string[];

function boundsOf(
  { minimum, maximum, exclusiveMinimum }: Schema,
  most: number,
  step: number,
): { min: number; max: number } {
  const above = exclusiveMinimum === undefined ? -most : exclusiveMinimum + step;
  const min = Math.max(minimum ?? above, -most);
  return { min, max: Math.max(min, Math.min(maximum ?? most, most)) };
}

const TIMES = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2060-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Of addresses, by the group of settings that they stand in. */
const SCHEMES: Readonly<Record<string, string>> = {
  mqtt: "mqtts",
  postgresql: "postgres",
  amqp: "amqps",
  nats: "tls",
  kafka: "kafkas",
};

function stringsOf(
  { format, pattern, minLength = 0, maxLength = 20 }: Schema,
  ids: Ids,
  name: string,
): fc.Arbitrary<string> {
  const [field, group] = name.split(".").toReversed();
  const known = ids(field!);
  if (known.length > 0) return fc.constantFrom(...known);
  const length = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 20)) };
  switch (format ?? "plain") {
    case "date-time":
      return TIMES;
    case "email":
      return fc.emailAddress();
    case "uri":
      return fc.constant(`${SCHEMES[group ?? ""] ?? "https"}://example.org/x`);
    case "base64":
      return fc.base64String(length);
    case "uuid":
      return fc.uuid();
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  // A DevEUI or a key, which the schema takes in any writing.
  if (/eui$/i.test(name)) return fc.stringMatching(/^[0-9a-f]{16}$/);
  if (/key$/i.test(name)) return fc.stringMatching(/^[0-9a-f]{32}$/);
  return fc.string(length);
}
