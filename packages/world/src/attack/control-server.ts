import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { attackStart } from "@lorats/api";
import { CallerError, UnavailableError } from "@lorats/base";
import type { AttackDesk } from "./attack-desk.ts";

const LONGEST_BODY = 65_536;

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Starts and stops attacks, for a console or a test on the same machine.
 *
 *     GET    /attacks        rigs, and attacks with counts and steps
 *     POST   /attacks        { rig, plan } → the attack, 201
 *     DELETE /attacks/{id}   204
 *
 * Every request carries `Authorization: Bearer <token>`. Only the loopback is listened on.
 */
export class ControlServer {
  readonly #desk: AttackDesk;
  readonly #token: Buffer;
  readonly #server: Server;

  constructor(desk: AttackDesk, token: string) {
    this.#desk = desk;
    this.#token = Buffer.from(`Bearer ${token}`);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @throws {UnavailableError} `WORLD_PORT_TAKEN` */
  async listen(port: number): Promise<number> {
    try {
      this.#server.listen(port, "127.0.0.1");
      await once(this.#server, "listening");
    } catch (error) {
      const message = `cannot serve the attack control on 127.0.0.1:${port}`;
      throw new UnavailableError("WORLD_PORT_TAKEN", message, { cause: error });
    }
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#answer(request);
    } catch (error) {
      const said = error instanceof CallerError ? error.message : "the request could not be read";
      answer = { status: 400, body: { error: said } };
    }
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    if (!this.#isAllowed(request))
      return { status: 401, body: { error: "token missing or wrong" } };
    const [, root, id] = (request.url ?? "").split("/");
    if (root !== "attacks") return { status: 404 };
    if (request.method === "GET") {
      return { status: 200, body: { rigs: this.#desk.rigs, items: this.#desk.attacks } };
    }
    if (request.method === "POST") return this.#start(await bodyOf(request));
    if (request.method === "DELETE" && id !== undefined) {
      return { status: this.#desk.stop(Number(id)) ? 204 : 404 };
    }
    return { status: 405 };
  }

  #start(body: string): Answer {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return { status: 400, body: { error: "the body is not JSON" } };
    }
    const checked = attackStart.safeParse(value);
    if (!checked.success) {
      const [issue] = checked.error.issues;
      return { status: 400, body: { error: `${issue!.path.join(".")}: ${issue!.message}` } };
    }
    const { rig, plan } = checked.data;
    const started = this.#desk.start(rig, plan);
    if (!started) return { status: 404, body: { error: `no rig is called ${rig}` } };
    return { status: 201, body: started };
  }

  #isAllowed(request: IncomingMessage): boolean {
    const said = Buffer.from(request.headers.authorization ?? "");
    return said.length === this.#token.length && timingSafeEqual(said, this.#token);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new RangeError("too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
