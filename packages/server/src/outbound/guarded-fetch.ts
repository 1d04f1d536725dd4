import { CallerError } from "@lorats/base";
import { exchange } from "./http-request.ts";

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;

/**
 * `fetch` for libraries that take one: to nowhere but where the guard lets it, no redirects, answers of at most a mebibyte.
 * @throws {CallerError} `WEBHOOK_INSIDE` @throws {UnavailableError} `WEBHOOK_UNREACHABLE`, `WEBHOOK_TIMEOUT`
 */
export function guardedFetch(allowPrivate: boolean) {
  return async (
    address: string,
    { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown },
  ): Promise<Response> => {
    if (method !== "GET" && method !== "POST") {
      throw new CallerError("HTTP_METHOD", `${method} is not what this is for`);
    }
    const url = new URL(address);
    const text = typeof body === "string" || body instanceof URLSearchParams ? body.toString() : "";
    const options = { url, headers, timeoutMs: TIMEOUT_MS, allowPrivate };
    const answer = await exchange(method, options, text, MAX_BYTES);
    const isBare = answer.status === 204 || answer.status === 304;
    return new Response(isBare ? null : answer.body, {
      status: answer.status,
      headers: Object.entries(answer.headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as [string, string]],
      ),
    });
  };
}
