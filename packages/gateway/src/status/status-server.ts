import { type Server, createServer } from "node:http";
import { UnavailableError } from "@lorats/base";
import type { Gateway } from "../gateway.ts";
import { metricsText } from "./metrics.ts";
import { type GatewayStatus, gatewayStatus, statusPage } from "./status-page.ts";

/** Serves the status page, `/status.json`, `/metrics` and `/healthz`. Read-only, without credentials: for loopback only. */
export class StatusServer {
  readonly #server: Server;

  constructor(gateway: Gateway) {
    const answers: Readonly<Record<string, () => readonly [type: string, body: string]>> = {
      "/": () => ["text/html; charset=utf-8", statusPage(gatewayStatus(gateway))],
      "/status.json": () => ["application/json", printed(gatewayStatus(gateway))],
      "/metrics": () => ["text/plain; version=0.0.4", metricsText(gateway)],
      "/healthz": () => ["text/plain", "ok\n"],
    };
    this.#server = createServer((request, response) => {
      const path = (request.url ?? "/").split("?")[0]!;
      const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
      if (!answer || request.method !== "GET") {
        response.writeHead(answer ? 405 : 404, { "content-type": "text/plain" });
        response.end("not here\n");
        return;
      }
      const [type, body] = answer();
      response.writeHead(200, {
        "content-type": type,
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "cache-control": "no-store",
      });
      response.end(body);
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

function printed(status: GatewayStatus): string {
  return `${JSON.stringify(status, null, 2)}\n`;
}
