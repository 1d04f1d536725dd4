import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { UnavailableError } from "@lorats/base";
import type { Gateway } from "../gateway.ts";
import { metricsText } from "./metrics.ts";
import { gatewayStatus, statusPage } from "./status-page.ts";

interface Answer {
  readonly type: string;
  readonly body: string;
}

interface Page {
  readonly pattern: RegExp;
  answer(gateway: Gateway, match: RegExpExecArray, query: URLSearchParams): MaybeAnswer;
}
type MaybeAnswer = Answer | null | Promise<Answer | null>;

// An import of it would look at all that it offers, clients of every kind included, and take 15 MB for that.
const { createServer } = process.getBuiltinModule("node:http");

const MOST_ROWS = 600;
const MOST_SIGHTINGS = 200;

/** Everything there is to read. Null: not here. */
const PAGES: readonly Page[] = [
  {
    pattern: /^\/$/,
    answer: (gateway) => ({
      type: "text/html; charset=utf-8",
      body: statusPage(gatewayStatus(gateway)),
    }),
  },
  { pattern: /^\/status\.json$/, answer: (gateway) => json(gatewayStatus(gateway)) },
  {
    pattern: /^\/metrics$/,
    answer: (gateway) => ({ type: "text/plain; version=0.0.4", body: metricsText(gateway) }),
  },
  { pattern: /^\/healthz$/, answer: () => ({ type: "text/plain", body: "ok\n" }) },
  {
    pattern: /^\/spectrum\.json$/,
    answer: ({ sdr }, _match, query) => {
      const ring = sdr?.spectrum;
      if (!ring) return null;
      const from = query.has("from") ? number(query, "from", 1) : ring.next - MOST_ROWS;
      const page = ring.page(from, Math.min(MOST_ROWS, number(query, "limit", MOST_ROWS)));
      return json(page ?? { rows: [], next: ring.next });
    },
  },
  {
    pattern: /^\/sightings\.json$/,
    answer: ({ uplink }, _match, query) =>
      json({
        sightings: uplink.log.latest(Math.min(MOST_SIGHTINGS, number(query, "limit", 50))),
      }),
  },
  {
    pattern: /^\/sightings\/(\d+)\/snippet\.json$/,
    answer: async ({ uplink, sdr }, match) => {
      const logged = uplink.log.get(Number(match[1]));
      const document = logged && sdr ? await sdr.snippet(logged) : null;
      return document && json(document);
    },
  },
];

/** Serves what is in {@link PAGES}. Read-only, without credentials: for loopback only. */
export class StatusServer {
  readonly #server: Server;

  constructor(gateway: Gateway) {
    this.#server = createServer((request, response) => {
      void respond(gateway, request, response);
    });
  }

  /** Returns the port. @throws {UnavailableError} `GW_CANNOT_LISTEN` */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (cause) => {
        const message = `cannot serve the status page at ${host}:${port}: ${cause.message}`;
        reject(new UnavailableError("GW_CANNOT_LISTEN", message, { cause }));
      });
      this.#server.listen(port, host, () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address ? address.port : port);
      });
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}

async function respond(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
  const page = PAGES.find(({ pattern }) => pattern.test(path));
  const isRead = request.method === "GET";
  const answer =
    page && isRead
      ? await page.answer(gateway, page.pattern.exec(path)!, new URLSearchParams(search))
      : null;
  if (!answer) {
    response.writeHead(page && !isRead ? 405 : 404, { "content-type": "text/plain" });
    response.end("not here\n");
    return;
  }
  response.writeHead(200, {
    "content-type": answer.type,
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "cache-control": "no-store",
  });
  response.end(answer.body);
}

function number(query: URLSearchParams, name: string, fallback: number): number {
  const value = Number.parseInt(query.get(name) ?? "", 10);
  return Number.isInteger(value) && value >= 0 ? value : fallback;
}

function json(value: object): Answer {
  return { type: "application/json", body: `${JSON.stringify(value, null, 2)}\n` };
}
