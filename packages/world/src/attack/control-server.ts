import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UnavailableError } from "@lorats/base";
import { z } from "zod";
import { attackPlanSchema } from "./attack-plan.ts";
import type { AttackRig } from "./attack-rig.ts";

const requestSchema = z.strictObject({ rig: z.string(), plan: attackPlanSchema });
const LONGEST_BODY = 65_536;

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Starts and stops attacks, for a console or a test on the same machine.
 *
 *     GET    /attacks        what runs, with counts
 *     POST   /attacks        { rig, plan } → the attack, 201
 *     DELETE /attacks/{rig}/{id}
 *
 * Every request carries `Authorization: Bearer <token>`. Only the loopback is listened on.
 */
export class ControlServer {
  readonly #rigs: ReadonlyMap<string, AttackRig>;
  readonly #token: Buffer;
  readonly #server: Server;

  constructor(rigs: ReadonlyMap<string, AttackRig>, token: string) {
    this.#rigs = rigs;
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
    } catch {
      answer = { status: 400, body: { error: "the request could not be read" } };
    }
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    if (!this.#isAllowed(request))
      return { status: 401, body: { error: "token missing or wrong" } };
    const [, root, rig, id] = (request.url ?? "").split("/");
    if (root !== "attacks") return { status: 404 };
    if (request.method === "GET") {
      const all = [...this.#rigs.values()].flatMap(({ attacks }) => attacks);
      return { status: 200, body: { rigs: [...this.#rigs.keys()], attacks: all } };
    }
    if (request.method === "POST") return this.#start(await bodyOf(request));
    if (request.method === "DELETE" && rig !== undefined && id !== undefined) {
      const stopped = this.#rigs.get(decodeURIComponent(rig))?.stop(Number(id)) ?? false;
      return { status: stopped ? 204 : 404 };
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
    const checked = requestSchema.safeParse(value);
    if (!checked.success) {
      const [issue] = checked.error.issues;
      return { status: 400, body: { error: `${issue!.path.join(".")}: ${issue!.message}` } };
    }
    const { rig, plan } = checked.data;
    const found = this.#rigs.get(rig);
    if (!found) return { status: 404, body: { error: `no rig is called ${rig}` } };
    const { id, counts } = found.start(plan);
    return { status: 201, body: { id, rig, plan, counts } };
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
