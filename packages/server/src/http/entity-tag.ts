import { createHash } from "node:crypto";
import { ENDPOINTS, ROUTES, routeOf, type RouteName } from "@lorats/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { HttpProblem } from "./problem.ts";

/** What a thing looks like now, as its tag says it. */
interface Tag {
  /** Counts changes; absent where the thing has none. What time alone moves, such as when it was last seen, is not in it. */
  readonly version: string | undefined;
  readonly text: string;
}

type Perform = (name: RouteName, body?: unknown) => Promise<unknown>;

/** The operation that reads what stands under the same path. */
const READERS: ReadonlyMap<string, RouteName> = new Map(
  (Object.keys(ROUTES) as RouteName[])
    .filter((name) => routeOf(name).method === "GET")
    .map((name) => [routeOf(name).path, name]),
);

/** Sends the tag of what is answered along; true when the asker has it already (304). */
export function tagAnswer(request: FastifyRequest, reply: FastifyReply, answer: unknown): boolean {
  const tag = tagOf(answer);
  if (!tag) return false;
  void reply.header("etag", `"${tag.text}"`);
  const known = request.method === "GET" ? tagsIn(request.headers["if-none-match"]) : [];
  return known.some(({ text }) => text === tag.text || text === "*");
}

/**
 * Performs a change under the condition of its `If-Match`, if it has one: what is there now is read first, and a change of
 * something that counts its versions is bound to the version that was read, so that nobody can come in between.
 *
 * @see RFC 9110 §13.1.1
 */
export async function ifMatches(
  name: RouteName,
  request: FastifyRequest,
  perform: Perform,
): Promise<unknown> {
  const header = request.headers["if-match"];
  if (header === undefined) return perform(name);
  const reader = READERS.get(routeOf(name).path);
  const current = reader && tagOf(await perform(reader));
  if (!current) {
    throw new HttpProblem(400, "HTTP_NO_ETAG", "what stands here has no tag to compare with");
  }
  // A weak tag promises too little to change something on its word.
  const strong = tagsIn(header).filter(({ weak }) => !weak);
  if (!strong.some((tag) => agree(tag, current))) throw preconditionFailed();
  try {
    return await perform(name, guarded(name, request.body, current));
  } catch (error) {
    const { code } = error as { code?: unknown };
    const overtaken = typeof code === "string" && /_(CHANGED|CONFLICT)$/.test(code);
    throw overtaken ? preconditionFailed() : error;
  }
}

function guarded(name: RouteName, body: unknown, { version }: Tag): unknown {
  const schema = ENDPOINTS[name].body;
  const takesVersion = schema instanceof z.ZodObject && "version" in schema.shape;
  if (!takesVersion || version === undefined || typeof body !== "object") return body;
  return { version: Number(version), ...body };
}

function preconditionFailed(): HttpProblem {
  const what = "it was changed meanwhile: read it again";
  return new HttpProblem(412, "HTTP_PRECONDITION_FAILED", what);
}

function tagOf(answer: unknown): Tag | undefined {
  if (typeof answer !== "object" || answer === null || "items" in answer) return undefined;
  const text = JSON.stringify(answer);
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 16);
  const version = "version" in answer ? answer.version : undefined;
  if (typeof version !== "number") return { version: undefined, text: hash };
  return { version: String(version), text: `${version}.${hash}` };
}

function agree({ text }: { readonly text: string }, current: Tag): boolean {
  if (text === "*") return true;
  if (current.version === undefined) return text === current.text;
  return text.split(".")[0] === current.version;
}

function tagsIn(header: unknown): readonly { readonly weak: boolean; readonly text: string }[] {
  if (typeof header !== "string") return [];
  if (header.trim() === "*") return [{ weak: false, text: "*" }];
  return [...header.matchAll(/(W\/)?"([\x21\x23-\x7e]*)"/g)].map(([, weak, text]) => ({
    weak: weak !== undefined,
    text: text!,
  }));
}
