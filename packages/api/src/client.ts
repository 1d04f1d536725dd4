import {
  liveEvents,
  ProblemError,
  problemOf,
  queryOf,
  type LoratsEvent as LiveEvent,
} from "@lorats/client/http";
import type { InputOf, ResponseOf } from "./endpoints/index.ts";
import { API_PREFIX, ROUTES, STREAM_PATH, routeOf, type RouteName } from "./routes.ts";

export { ProblemError, type LiveEvent };

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8080`; empty in a page that the server itself serves. */
  readonly baseUrl?: string | undefined;
  /** For programs. Pages have a session cookie instead. */
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export interface StreamOptions {
  readonly tenantId?: string | undefined;
  readonly applicationId?: string | undefined;
  readonly deviceId?: string | undefined;
  /** Begin after this position instead of now. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told when the connection is lost, and when it stands (again). */
  readonly onState?: ((state: "open" | "waiting") => void) | undefined;
}

export interface CallConditions {
  /** Of one request: repeated with the same key within a day, it is answered again and not done again. POST only. */
  readonly idempotencyKey?: string | undefined;
  /** The `ETag` of what is to be changed: refused with 412 when that was changed meanwhile. */
  readonly ifMatch?: string | undefined;
}

type Caller<K extends RouteName> =
  object extends InputOf<K>
    ? (input?: InputOf<K>, signal?: AbortSignal, on?: CallConditions) => Promise<ResponseOf<K>>
    : (input: InputOf<K>, signal?: AbortSignal, on?: CallConditions) => Promise<ResponseOf<K>>;

/** One method for every operation, named as in `ROUTES`; path, query and body are one object. */
export type LoratsClient = { readonly [K in RouteName]: Caller<K> } & {
  /** Live events, for ever: it reconnects by itself and resumes where it was. Ends when the signal aborts. */
  stream(options?: StreamOptions): AsyncIterable<LiveEvent>;
};

type Input = Readonly<Record<string, unknown>>;

/** A client for browsers and Node. Every call rejects with a {@link ProblemError} when the server refuses. */
export function createClient(options: ClientOptions = {}): LoratsClient {
  const connection = new Connection(options);
  const names = Object.keys(ROUTES) as RouteName[];
  const calls = names.map((name) => {
    const call = (input: Input = {}, signal?: AbortSignal, on?: CallConditions): Promise<unknown> =>
      connection.call(name, input, signal, on);
    return [name, call] as const;
  });
  const stream = (streamOptions: StreamOptions = {}): AsyncIterable<LiveEvent> =>
    connection.stream(streamOptions);
  return { ...Object.fromEntries(calls), stream } as unknown as LoratsClient;
}

class Connection {
  readonly #baseUrl: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fetch: typeof fetch;

  constructor({ baseUrl = "", apiKey, fetch: fetchIt = globalThis.fetch }: ClientOptions) {
    this.#baseUrl = `${baseUrl.replace(/\/$/, "")}${API_PREFIX}`;
    // The header is what a foreign page cannot send along with our cookie.
    this.#headers = {
      "x-lorats-client": "1",
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    };
    this.#fetch = (input, init) => fetchIt(input, init);
  }

  async call(
    name: RouteName,
    input: Input,
    signal?: AbortSignal,
    { idempotencyKey, ifMatch }: CallConditions = {},
  ): Promise<unknown> {
    const { method, path } = routeOf(name);
    const rest = { ...input };
    const filled = path.replace(/:(\w+)/g, (_, key: string) => {
      const value = encodeURIComponent(String(rest[key]));
      delete rest[key];
      return value;
    });
    const inQuery = method === "GET" || method === "DELETE";
    const response = await this.#fetch(`${this.#baseUrl}${filled}${inQuery ? queryOf(rest) : ""}`, {
      method,
      headers: {
        ...this.#headers,
        ...(!inQuery && { "content-type": "application/json" }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
        ...(ifMatch !== undefined && { "if-match": ifMatch }),
      },
      ...(!inQuery && { body: JSON.stringify(rest) }),
      ...(signal && { signal }),
    });
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? undefined : response.json();
  }

  stream({ after, signal, onState, ...filter }: StreamOptions): AsyncIterable<LiveEvent> {
    const open = (from: string | undefined): Promise<Response> => {
      const url = `${this.#baseUrl}${STREAM_PATH}${queryOf({ ...filter, after: from })}`;
      const headers = { ...this.#headers, accept: "text/event-stream" };
      return this.#fetch(url, { headers, ...(signal && { signal }) });
    };
    return liveEvents({ open, after, signal, onState });
  }
}
