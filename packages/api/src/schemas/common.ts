import { tenantId, time } from "@lorats/events";
import { z } from "zod";

/** An error as RFC 9457 describes it. `code` is ours and stable; `type` is its address. */
export const problem = z
  .object({
    type: z.string().describe("Address of the kind of problem"),
    title: z.string(),
    status: z.int(),
    code: z.string().describe("Stable code, such as `REG_NO_SUCH`"),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe("What is wrong with which field, for requests that do not fit the schema"),
    requestId: z.string().optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;

export const uuid: z.ZodType<string, string> = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const name = z.string().trim().min(1).max(100);
export const description = z.string().max(2000);
export const tags = z.record(z.string().min(1).max(100), z.string().max(1000));

/** 16 hexadecimal digits of either case, with or without separators; answers have lower case without. */
export const eui64Input = z
  .string()
  .transform((text) => text.replace(/[\s:-]/g, "").toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{16}$/, "expected 16 hexadecimal digits"));

/** An AES-128 key as 32 hexadecimal digits. Never returned. */
export const aesKeyInput = z
  .string()
  .transform((text) => text.replace(/[\s:-]/g, "").toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{32}$/, "expected 32 hexadecimal digits"));

export const stored = {
  version: z.int().positive().describe("Counts changes; send it back with an update to guard it"),
  createdAt: time,
  updatedAt: time,
};

/** Guards an update: refused with 409 when the stored version is another. */
export const expectedVersion = { version: z.int().positive().optional() };

export const ofTenant = {
  tenantId: tenantId.optional().describe("May be left out by those who belong to one tenant only"),
};

const limit = z.coerce.number().int().min(1).max(1000).default(100);

export const pageQuery = {
  after: z.string().max(200).optional().describe("`next` of the page before"),
  limit,
};

/** A list's page. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().optional().describe("Pass as `after` for the next page; absent on the last"),
  });
}

export const nothing = z.undefined();
export const byId = z.object({ id: uuid });

/** A field that a thing may do without: null takes it away. @see RFC 7396 */
export function removable<T extends z.ZodType>(type: T): z.ZodOptional<z.ZodNullable<T>> {
  return type.nullable().optional().describe("null takes it away");
}

/** The same fields without defaults, each optional: what a PATCH takes. */
export function unset<Shape extends Readonly<Record<string, z.ZodType>>>(
  shape: Shape,
): { [K in keyof Shape]: Patched<Shape[K]> } {
  return Object.fromEntries(
    Object.entries(shape).map(([key, type]) => {
      if (type instanceof z.ZodOptional) return [key, removable(type.unwrap() as z.ZodType)];
      const inner = type instanceof z.ZodDefault ? (type.unwrap() as z.ZodType) : type;
      return [key, inner.optional()];
    }),
  ) as { [K in keyof Shape]: Patched<Shape[K]> };
}

type Patched<T extends z.ZodType> =
  T extends z.ZodOptional<infer Inner extends z.ZodType>
    ? z.ZodOptional<z.ZodNullable<Inner>>
    : T extends z.ZodDefault<infer Inner extends z.ZodType>
      ? z.ZodOptional<Inner>
      : z.ZodOptional<T>;
