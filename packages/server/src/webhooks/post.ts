import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { UnavailableError } from "@lorats/base";
import { publicLookup, refuseInsideLiteral } from "./public-address.ts";

export interface PostOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** May it go to this machine and to private networks? */
  readonly allowPrivate: boolean;
}

/** The longest part of an answer that is read; what it says does not matter. */
const MAX_ANSWER_BYTES = 65_536;

/**
 * Sends one POST and resolves with the status of the answer. Redirects are not followed.
 * @throws {CallerError} `WEBHOOK_INSIDE` @throws {UnavailableError} `WEBHOOK_UNREACHABLE`, `WEBHOOK_TIMEOUT`
 */
export async function post(options: PostOptions): Promise<number> {
  const { url, headers, body, timeoutMs, allowPrivate } = options;
  if (!allowPrivate) refuseInsideLiteral(url);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const settings: RequestOptions = {
    method: "POST",
    headers: { ...headers, "content-length": Buffer.byteLength(body) },
    // A connection of its own: a pooled one might have been looked up under other rules.
    agent: false,
    ...(!allowPrivate && { lookup: publicLookup }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const outgoing = send(url, settings, (answer) => {
    let read = 0;
    answer.on("data", (chunk: Buffer) => {
      read += chunk.length;
      if (read > MAX_ANSWER_BYTES) answer.destroy();
    });
    answer.on("error", () => {});
    answer.on("close", () => resolve(answer.statusCode ?? 0));
  });
  const timer = setTimeout(() => {
    const late = `${url.host} did not answer within ${timeoutMs} ms`;
    outgoing.destroy(new UnavailableError("WEBHOOK_TIMEOUT", late));
  }, timeoutMs);
  outgoing.on("error", (cause) => {
    if ("blame" in cause) reject(cause);
    else
      reject(
        new UnavailableError("WEBHOOK_UNREACHABLE", `${url.host}: ${cause.message}`, { cause }),
      );
  });
  outgoing.end(body);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
