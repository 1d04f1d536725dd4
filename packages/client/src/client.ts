import { OPERATIONS, type Operations } from "./api.gen.ts";
import { liveEvents, ProblemError, problemOf, queryOf, type LoratsEvent } from "./http/index.ts";
import { pause } from "./http/pause.ts";

export interface ConnectOptions {
  /** Such as `https://lorats.example.org`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch?: typeof fetch;
  /** How often a request is tried again when nobody answered or the server was not ready; 2 when absent. */
  readonly retries?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Of one POST: repeated with it within a day, it is answered and not done again. Chosen at random when absent. */
  readonly idempotencyKey?: string;
  /** The `ETag` of what is to be changed: refused with 412 when that was changed meanwhile. */
  readonly ifMatch?: string;
}

export interface EventsQuery {
  readonly tenantId?: string;
  readonly applicationId?: string;
  readonly deviceId?: string;
  /** Begin after this position instead of now. */
  readonly after?: string;
}

type Call<Name extends keyof Operations> = object extends Operations[Name]["input"]
  ? (
      input?: Operations[Name]["input"],
      options?: CallOptions,
    ) => Promise<Operations[Name]["output"]>
  : (
      input: Operations[Name]["input"],
      options?: CallOptions,
    ) => Promise<Operations[Name]["output"]>;

/** One method for every operation of the API; path, query and body are one object. */
export type Lorats = { readonly [Name in keyof Operations]: Call<Name> } & {
  /** Live events, for ever: reconnects and resumes by itself. Ends when the signal aborts. */
  events(query?: EventsQuery, signal?: AbortSignal): AsyncIterable<LoratsEvent>;
};

const RETRY_MS = 500;

/** Speaks to a server. Nothing is sent before the first call. */
export function connect(options: ConnectOptions): Lorats {
  const connection = new Connection(options);
  const calls = (Object.keys(OPERATIONS) as (keyof Operations)[]).map((name) => {
    const call = (input: Input = {}, on: CallOptions = {}): Promise<unknown> =>
      connection.call(name, input, on);
    return [name, call] as const;
  });
  const events = (query: EventsQuery = {}, signal?: AbortSignal): AsyncIterable<LoratsEvent> =>
    connection.events(query, signal);
  return { ...Object.fromEntries(calls), events } as unknown as Lorats;
}

interface Paged<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

type List = (query: never, options?: CallOptions) => Promise<Paged<unknown>>;
type ItemOf<L extends List> = Awaited<ReturnType<L>>["items"][number];

/** Every item of a list, page after page. */
export async function* pages<L extends List>(
  list: L,
  query: Parameters<L>[0] = {} as never,
  options: CallOptions = {},
): AsyncIterable<ItemOf<L>> {
  const { after: first, ...rest }: { readonly after?: string } = query;
  let after = first;
  do {
    const asked = { ...rest, ...(after !== undefined && { after }) } as never;
    const page = await list(asked, options);
    yield* page.items as readonly ItemOf<L>[];
    after = page.next;
  } while (after !== undefined);
}

type Input = Readonly<Record<string, unknown>>;

class Connection {
  readonly #baseUrl: string;
  readonly #authorization: string;
  readonly #fetch: typeof fetch;
  readonly #retries: number;

  constructor({ baseUrl, apiKey, fetch: fetchIt = globalThis.fetch, retries = 2 }: ConnectOptions) {
    this.#baseUrl = baseUrl.replace(/\/$/, "");
    this.#authorization = `Bearer ${apiKey}`;
    this.#fetch = (input, init) => fetchIt(input, init);
    this.#retries = retries;
  }

  async call(name: keyof Operations, input: Input, on: CallOptions): Promise<unknown> {
    const [method, path, inQuery] = OPERATIONS[name];
    const rest = { ...input };
    const take = (key: string): unknown => {
      const value = rest[key];
      delete rest[key];
      return value;
    };
    const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
      encodeURIComponent(String(take(key))),
    );
    const query = queryOf(Object.fromEntries(inQuery.map((key) => [key, take(key)])));
    const hasBody = method !== "GET" && method !== "DELETE";
    const { idempotencyKey = crypto.randomUUID(), ifMatch, signal } = on;
    const init: RequestInit = {
      method,
      headers: {
        authorization: this.#authorization,
        ...(hasBody && { "content-type": "application/json" }),
        ...(method === "POST" && { "idempotency-key": idempotencyKey }),
        ...(ifMatch !== undefined && { "if-match": ifMatch }),
      },
      ...(hasBody && { body: JSON.stringify(rest) }),
      ...(signal && { signal }),
    };
    const response = await this.#send(`${this.#baseUrl}${filled}${query}`, init);
    return response.status === 204 ? undefined : response.json();
  }

  events(
    { after, ...query }: EventsQuery,
    signal: AbortSignal | undefined,
  ): AsyncIterable<LoratsEvent> {
    const open = (from: string | undefined): Promise<Response> => {
      const url = `${this.#baseUrl}/api/v1/events/stream${queryOf({ ...query, after: from })}`;
      const headers = { authorization: this.#authorization, accept: "text/event-stream" };
      return this.#fetch(url, { headers, ...(signal && { signal }) });
    };
    return liveEvents({ open, after, signal });
  }

  /** POSTs carry an idempotency key, and all other methods may be repeated anyway. */
  async #send(url: string, init: RequestInit): Promise<Response> {
    for (let left = this.#retries; ; left--) {
      try {
        const response = await this.#fetch(url, init);
        if (response.ok) return response;
        const problem = await problemOf(response);
        if (response.status !== 503 || left <= 0) throw problem;
      } catch (error) {
        if (error instanceof ProblemError || init.signal?.aborted || left <= 0) throw error;
      }
      await pause(RETRY_MS, init.signal ?? undefined);
    }
  }
}
