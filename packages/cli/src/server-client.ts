import { CallerError, UnavailableError } from "@lorats/base";
import type { LoratsClient } from "@lorats/api";
import type { Command } from "commander";

export interface ServerOptions {
  readonly url: string;
  readonly apiKey?: string;
}

/** Options of commands that ask a running server. */
export function serverOptions(command: Command, mayDo: string): Command {
  return command
    .option("--url <url>", "where the server is", "http://127.0.0.1:8080")
    .option("--api-key <key>", `an API key that may ${mayDo}; LORATS_API_KEY when absent`);
}

/**
 * Does something with a running server.
 * @throws {CallerError} what the server refuses, and `AUTH_REQUIRED` without a key
 * @throws {UnavailableError} `SERVER_UNREACHABLE`, `SERVER_NOT_TRUSTED`
 */
export async function withServer<T>(
  { url, apiKey = process.env["LORATS_API_KEY"] }: ServerOptions,
  perform: (client: LoratsClient) => Promise<T>,
): Promise<T> {
  const { createClient, ProblemError } = await import("@lorats/api");
  if (apiKey === undefined) {
    throw new CallerError("AUTH_REQUIRED", "give an API key: --api-key or LORATS_API_KEY");
  }
  try {
    return await perform(createClient({ baseUrl: url, apiKey }));
  } catch (cause) {
    if (cause instanceof ProblemError) {
      throw new CallerError(cause.problem.code, cause.message, { cause });
    }
    // What `fetch` says of a server that is not there.
    if (!(cause instanceof TypeError)) throw cause;
    throw unreachable(url, cause);
  }
}

/** As OpenSSL and Node name what is wrong with a certificate. */
const CERTIFICATE = /CERT|SIGNATURE/;

function unreachable(url: string, cause: TypeError): UnavailableError {
  const { code = "", message } = (cause.cause ?? {}) as { code?: string; message?: string };
  const why = message === undefined ? "" : ` (${message})`;
  if (!CERTIFICATE.test(code)) {
    return new UnavailableError("SERVER_UNREACHABLE", `no server answers at ${url}${why}`, {
      cause,
    });
  }
  const what = `${url} has a certificate that nobody here believes${why}`;
  const advice = "name the file of its authority in NODE_EXTRA_CA_CERTS";
  return new UnavailableError("SERVER_NOT_TRUSTED", `${what}: ${advice}`, { cause });
}
