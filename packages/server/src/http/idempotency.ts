import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { NS_PER_S } from "@lorats/base";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Services } from "../services.ts";
import { SESSION_COOKIE } from "./authenticate.ts";
import { HttpProblem } from "./problem.ts";

export const IDEMPOTENCY_HEADER = "idempotency-key";
const REPLAYED_HEADER = "idempotency-replayed";
/** A request that was cut off by a crash may be tried again after this. */
const UNDER_WAY_S = 60n;
const REMEMBERED_S = 86_400n;
const KEY = /^[\x21-\x7e]{1,255}$/;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Does what a POST asks, once for each `Idempotency-Key` of its sender: whoever repeats it within a day gets the first answer
 * again. A request that fails leaves no trace, so it can be repeated with the same key.
 *
 * Answers may hold secrets that are shown once. So they are kept sealed under the sender's own credential and key, which the
 * server does not keep: nobody else can open them.
 *
 * @see draft-ietf-httpapi-idempotency-key-header
 */
export async function once<T>(
  { stores, clock, random }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  perform: () => Promise<T>,
): Promise<T> {
  const key = request.headers[IDEMPOTENCY_HEADER];
  if (key === undefined || !request.principal) return perform();
  if (typeof key !== "string" || !KEY.test(key)) {
    throw new HttpProblem(400, "HTTP_IDEMPOTENCY_KEY", "the key is 1 to 255 visible characters");
  }
  const { method, url } = request;
  const hash = digest(request.principal.actor, method, url, key);
  const asked = digest(JSON.stringify(request.body, plainBigInts));
  const now = clock.now();
  const expiresAt = now + UNDER_WAY_S * NS_PER_S;
  const known = await stores.idempotency.claim({ hash, request: asked, expiresAt }, now);
  const seal = new Seal(`${credentialOf(request)}\n${key}`, hash);
  if (known) {
    if (!asked.equals(known.request)) {
      throw new HttpProblem(422, "HTTP_IDEMPOTENCY_REUSED", "this key came with another request");
    }
    if (!known.answer) {
      throw new HttpProblem(409, "HTTP_IDEMPOTENCY_BUSY", "the same request is under way");
    }
    void reply.header(REPLAYED_HEADER, "true");
    return seal.open<T>(known.answer);
  }
  let result: T;
  try {
    result = await perform();
  } catch (error) {
    await stores.idempotency.release(hash);
    throw error;
  }
  const until = clock.now() + REMEMBERED_S * NS_PER_S;
  const sealed = seal.close(result, random.bytes(NONCE_BYTES));
  await stores.idempotency.answer(hash, sealed, until);
  return result;
}

/** AES-256-GCM under a key that only the sender's credential and idempotency key give. */
class Seal {
  readonly #key: Uint8Array;
  readonly #hash: Uint8Array;

  constructor(secret: string, hash: Uint8Array) {
    this.#hash = hash;
    this.#key = new Uint8Array(hkdfSync("sha256", secret, hash, "lorats idempotency", 32));
  }

  /** Nonce, ciphertext, tag. */
  close(value: unknown, nonce: Uint8Array): Uint8Array {
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(this.#hash);
    const text = JSON.stringify({ value });
    return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  }

  open<T>(sealed: Uint8Array): T {
    try {
      const end = sealed.length - TAG_BYTES;
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", this.#key, nonce);
      decipher.setAAD(this.#hash);
      decipher.setAuthTag(sealed.subarray(end));
      const text = Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES, end)),
        decipher.final(),
      ]);
      return (JSON.parse(text.toString("utf8")) as { value: T }).value;
    } catch {
      throw new HttpProblem(
        409,
        "HTTP_IDEMPOTENCY_OTHER_SESSION",
        "this was done already, in a session that has ended: its answer cannot be shown again",
      );
    }
  }
}

function credentialOf({ headers, cookies }: FastifyRequest): string {
  return headers.authorization ?? cookies[SESSION_COOKIE] ?? "";
}

function digest(...parts: readonly string[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest();
}

function plainBigInts(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
