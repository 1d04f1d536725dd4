import { once } from "node:events";
import type { TestContext } from "node:test";
import {
  decodeDiscoveryAnswer,
  decodeServerMessage,
  encodeDiscoveryRequest,
  encodeStationMessage,
  type RouterConfig,
  type ServerMessage,
  type StationDownlink,
  type StationMessage,
} from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import { WebSocket, type ClientOptions } from "ws";
import { until } from "../../../base/test/until.ts";

export const VERSION: StationMessage = {
  type: "version",
  station: "2.0.6(linux/std)",
  protocol: 2,
  features: ["rmtsh"],
};

/** A station's line to its server. */
export class StationGateway {
  readonly socket: WebSocket;
  readonly #inbox: string[] = [];
  closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => {
      this.#inbox.push(data.toString());
    });
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on("error", () => {});
  }

  /** Rejects with the HTTP status when the server turns it away. */
  static async connect(
    t: TestContext,
    uri: string,
    options: ClientOptions = {},
  ): Promise<StationGateway> {
    const socket = new WebSocket(uri, options);
    const station = new StationGateway(socket);
    t.after(() => socket.terminate());
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("unexpected-response", (_, response) => {
        reject(new Error(`HTTP ${response.statusCode}`));
      });
      socket.once("error", reject);
    });
    return station;
  }

  /** Asks where to go. */
  static async discover(
    t: TestContext,
    origin: string,
    eui: Eui64,
    options: ClientOptions = {},
  ): Promise<{ uri: string } | { error: string }> {
    const station = await StationGateway.connect(t, `${origin}/router-info`, options);
    station.socket.send(encodeDiscoveryRequest(eui));
    const answer = decodeDiscoveryAnswer(await station.text());
    if (!answer.ok) throw new Error(answer.reason);
    await station.end();
    return answer.value;
  }

  /** Connects as a station does, up to its configuration. */
  static async start(
    t: TestContext,
    origin: string,
    eui: Eui64,
    options: ClientOptions = {},
    version: StationMessage = VERSION,
  ): Promise<{ station: StationGateway; config: RouterConfig }> {
    const answer = await StationGateway.discover(t, origin, eui, options);
    if ("error" in answer) throw new Error(answer.error);
    const station = await StationGateway.connect(t, answer.uri, options);
    station.say(version);
    const config = await station.hear();
    if (config.type !== "router_config") throw new Error(config.type);
    return { station, config };
  }

  say(message: StationMessage): void {
    this.socket.send(encodeStationMessage(message));
  }

  async text(): Promise<string> {
    return await until(() => {
      const waiting = this.#inbox.shift();
      if (waiting === undefined && this.closed)
        throw new Error(`closed: ${this.closed.code} ${this.closed.reason}`);
      return waiting;
    });
  }

  async hear(): Promise<ServerMessage> {
    const message = decodeServerMessage(await this.text());
    if (!message.ok) throw new Error(message.reason);
    return message.value;
  }

  async hearDownlink(): Promise<StationDownlink> {
    const message = await this.hear();
    if (message.type !== "dnmsg") throw new Error(message.type);
    return message;
  }

  async end(): Promise<{ code: number; reason: string }> {
    if (!this.closed) await once(this.socket, "close");
    return this.closed!;
  }
}
