import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestOptions as NodeOptions,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { UnavailableError } from "@lorats/base";
import { publicLookup, refuseInsideLiteral } from "./public-address.ts";

export interface RequestOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** May it go to this machine and to private networks? */
  readonly allowPrivate: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The longest part of an answer that is read where what it says does not matter. */
const MAX_IGNORED_BYTES = 65_536;

/**
 * Sends one POST and resolves with the status of the answer. Redirects are not followed.
 * @throws {CallerError} `WEBHOOK_INSIDE` @throws {UnavailableError} `WEBHOOK_UNREACHABLE`, `WEBHOOK_TIMEOUT`
 */
export async function post(options: RequestOptions & { readonly body: string }): Promise<number> {
  return (await exchange("POST", options, options.body, MAX_IGNORED_BYTES)).status;
}

/**
 * Fetches something of at most `maxBytes`; what is longer is cut off and counts as unreachable. Redirects are not followed.
 * @throws {CallerError} `WEBHOOK_INSIDE` @throws {UnavailableError} `WEBHOOK_UNREACHABLE`, `WEBHOOK_TIMEOUT`
 */
export async function get(
  options: RequestOptions & { readonly maxBytes: number },
): Promise<Answer> {
  const { url, maxBytes } = options;
  const answer = await exchange("GET", options, "", maxBytes + 1);
  if (Buffer.byteLength(answer.body) <= maxBytes) return answer;
  throw new UnavailableError("WEBHOOK_UNREACHABLE", `${url.host} answers with too much`);
}

/**
 * Sends a request and resolves with as much of the answer as `maxBytes`. Redirects are not followed.
 * @throws {CallerError} `WEBHOOK_INSIDE` @throws {UnavailableError} `WEBHOOK_UNREACHABLE`, `WEBHOOK_TIMEOUT`
 */
export async function exchange(
  method: "GET" | "POST",
  { url, headers, timeoutMs, allowPrivate }: RequestOptions,
  body: string,
  maxBytes: number,
): Promise<Answer> {
  if (!allowPrivate) refuseInsideLiteral(url);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const settings: NodeOptions = {
    method,
    headers: { ...headers, ...(body !== "" && { "content-length": Buffer.byteLength(body) }) },
    // A connection of its own: a pooled one might have been looked up under other rules.
    agent: false,
    ...(!allowPrivate && { lookup: publicLookup }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = send(url, settings, (answer) => {
    const chunks: Buffer[] = [];
    let read = 0;
    answer.on("data", (chunk: Buffer) => {
      read += chunk.length;
      chunks.push(chunk);
      if (read >= maxBytes) answer.destroy();
    });
    answer.on("error", () => {});
    answer.on("close", () => {
      const text = Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8");
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
    });
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
