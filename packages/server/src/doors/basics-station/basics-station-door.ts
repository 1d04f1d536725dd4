import { createServer as createHttpServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { GatewayDownlink, TxOutcome } from "@lorats/backhaul";
import {
  CallerError,
  UnavailableError,
  type Eui64,
  type GatewayId,
  type Result,
} from "@lorats/base";
import type { Gateway, GatewayLink } from "@lorats/network";
import { WebSocketServer, type WebSocket } from "ws";
import type { Proof, Shown } from "../common/credential-check.ts";
import type {
  DoorEndpoint,
  DoorParts,
  GatewayCommand,
  GatewayConnection,
  GatewayDoor,
  Intake,
} from "../common/door.ts";
import type { Newcomer } from "../common/known-gateways.ts";
import { listen, type ListenAddress } from "../common/listen.ts";
import { gatewayTls, type TlsIdentity } from "../common/tls-identity.ts";
import {
  askedGateway,
  DISCOVERY_PATH,
  discoveryAnswer,
  discoveryRefusal,
  gatewayOfPath,
  gatewayUri,
} from "./discovery.ts";
import { CLOSE, StationSession } from "./station-session.ts";

export interface BasicsStationOptions extends ListenAddress {
  /** Absent: without TLS. */
  readonly tls: TlsIdentity | undefined;
  readonly publicUri: string | undefined;
  /** Whether every gateway has to show a credential, or only those that were given one. */
  readonly credentialRequired: boolean;
  /** How gateways that nobody created are registered; absent: not at all. */
  readonly newcomer: Newcomer | undefined;
  readonly beacons: boolean;
  /** Whether stations may be told to run programs. */
  readonly allowsCommands: boolean;
}

const MAX_MESSAGE_BYTES = 64 * 1024;
const DISCOVERY_MS = 10_000;
/** How long no station is let in after something could not be stored. */
const CLOSED_FOR_NS = 5_000_000_000n;
/** How long a credential that was revoked may go on. */
const SWEEP_MS = 10_000;

/** The door for gateways that run LoRa Basics Station: its LNS protocol over WebSocket. */
export class BasicsStationDoor implements GatewayDoor {
  readonly name = "basics-station";
  readonly #options: BasicsStationOptions;
  readonly #parts: DoorParts;
  readonly #server: Server | TlsServer;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });
  readonly #sessions = new Map<GatewayId, StationSession>();
  readonly #undo: (() => void)[] = [];
  #intake: Intake | undefined;
  #brokenAt: bigint | undefined;
  #cancelSweep: () => void = () => {};
  #stopped = false;

  private constructor(options: BasicsStationOptions, parts: DoorParts) {
    this.#options = options;
    this.#parts = parts;
    const { tls } = options;
    this.#server = tls ? createTlsServer(gatewayTls(tls)) : createHttpServer();
    if (tls) {
      const server = this.#server as TlsServer;
      this.#undo.push(tls.onRenewed(() => server.setSecureContext(gatewayTls(tls))));
      server.on("tlsClientError", () => parts.metrics.refuse("TLS_HANDSHAKE"));
    }
    this.#server.on("request", (_, response) => {
      parts.metrics.refuse("LNS_NO_WEBSOCKET");
      response.writeHead(426, { upgrade: "websocket", connection: "close" }).end();
    });
    this.#server.on("clientError", (_, socket) => {
      parts.metrics.refuse("LNS_BAD_HTTP");
      socket.destroy();
    });
    this.#server.on("upgrade", (request, socket, head) => {
      socket.on("error", () => parts.metrics.refuse("SOCKET_ERROR"));
      this.#upgrade(request, socket, head).catch((error: unknown) => {
        this.#failed(error);
        turnAway(socket, 503);
      });
    });
  }

  /**
   * Takes the port. Nobody is let in before `open`.
   * @throws {CallerError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN`
   */
  static async bind(options: BasicsStationOptions, parts: DoorParts): Promise<BasicsStationDoor> {
    const door = new BasicsStationDoor(options, parts);
    await listen(door.#server, options);
    return door;
  }

  get endpoints(): readonly DoorEndpoint[] {
    const { address, port } = this.#server.address() as AddressInfo;
    return [{ door: this.name, host: address, port, tls: this.#options.tls !== undefined }];
  }

  open(intake: Intake): void {
    this.#intake = intake;
    this.#undo.push(this.#parts.porter.onChange((ids) => this.#changed(ids)));
    this.#sweepLater();
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelSweep();
    for (const undo of this.#undo) undo();
    const ending = [...this.#sessions.values()].map((session) =>
      session.end(CLOSE.goingAway, "shutdown"),
    );
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await Promise.all(ending);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await closed;
  }

  link(gatewayId: GatewayId): GatewayLink | undefined {
    return this.#sessions.get(gatewayId)?.link;
  }

  connection(gatewayId: GatewayId): GatewayConnection | undefined {
    return this.#sessions.get(gatewayId)?.connection;
  }

  run(gatewayId: GatewayId, command: GatewayCommand): void {
    if (!this.#options.allowsCommands) {
      const how = "set basics_station.allow_commands to let gateways run programs";
      throw new CallerError("GW_COMMANDS_REFUSED", how);
    }
    this.#sessions.get(gatewayId)?.run(command);
  }

  async send(gatewayId: GatewayId, downlink: GatewayDownlink): Promise<TxOutcome> {
    const session = this.#sessions.get(gatewayId);
    if (!session?.link) {
      throw new UnavailableError("GW_NOT_CONNECTED", "the station is not connected");
    }
    return session.send(downlink);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { metrics } = this.#parts;
    const address = request.socket.remoteAddress ?? "";
    const path = new URL(request.url ?? "/", "http://station").pathname;
    const refuse = (reason: string, status: number): void => {
      metrics.refuse(reason);
      turnAway(socket, status);
    };
    if (!this.#intake || this.#stopped || this.#isBroken()) return refuse("NOT_READY", 503);
    if (path === DISCOVERY_PATH) {
      const open = (ws: WebSocket): void => this.#discover(ws, request, address);
      return this.#sockets.handleUpgrade(request, socket, head, open);
    }
    const eui = gatewayOfPath(path);
    if (!eui) return refuse("LNS_NO_SUCH_PATH", 404);
    const admitted = await this.#admit(eui, request, address);
    if (!admitted.ok) {
      return refuse(admitted.code, admitted.code.startsWith("CREDENTIAL") ? 401 : 403);
    }
    const { gateway, proof } = admitted.value;
    this.#sockets.handleUpgrade(request, socket, head, (ws) =>
      this.#begin(ws, gateway, proof, address),
    );
  }

  /** Who it is, whether he may come in, and how he proves it. */
  async #admit(
    eui: Eui64,
    request: IncomingMessage,
    address: string,
  ): Promise<Result<{ gateway: Gateway; proof: Proof }>> {
    const { porter, credentials } = this.#parts;
    const { newcomer, credentialRequired } = this.#options;
    const admitted = await porter.admit(eui, address, newcomer);
    if (!admitted.ok) return admitted;
    const gateway = admitted.value;
    const proof = await credentials.prove(gateway, shownBy(request), credentialRequired);
    return proof.ok ? { ok: true, value: { gateway, proof: proof.value } } : proof;
  }

  #discover(ws: WebSocket, request: IncomingMessage, address: string): void {
    const { metrics, clock } = this.#parts;
    const cancel = clock.after(DISCOVERY_MS, () => {
      metrics.refuse("LNS_SILENT");
      ws.terminate();
    });
    ws.on("error", () => metrics.refuse("LNS_BAD_FRAME"));
    ws.once("close", cancel);
    ws.once("message", (data: Buffer) => {
      metrics.message("router-info");
      void this.#sayWhere(ws, data.toString("utf8"), request, address);
    });
  }

  async #sayWhere(
    ws: WebSocket,
    message: string,
    request: IncomingMessage,
    address: string,
  ): Promise<void> {
    try {
      ws.send(await this.#answer(message, request, address), () => {});
      ws.close(1000);
    } catch (error) {
      this.#failed(error);
      ws.close(CLOSE.tryAgainLater);
    }
  }

  async #answer(message: string, request: IncomingMessage, address: string): Promise<string> {
    const eui = askedGateway(message);
    const refuse = (code: string, reason: string): string => {
      this.#parts.metrics.refuse(code);
      return discoveryRefusal(eui, reason);
    };
    if (eui === undefined) return refuse("LNS_BAD_DISCOVERY", "router is no EUI");
    const admitted = await this.#admit(eui, request, address);
    if (!admitted.ok) return refuse(admitted.code, admitted.reason);
    const [{ host, port, tls }] = this.endpoints as readonly [DoorEndpoint];
    const { publicUri } = this.#options;
    const fallback = { host, port };
    const uri = gatewayUri(eui, { tls, hostHeader: request.headers.host, publicUri, fallback });
    return discoveryAnswer(eui, uri);
  }

  #begin(socket: WebSocket, gateway: Gateway, proof: Proof, address: string): void {
    const { metrics, notice } = this.#parts;
    socket.on("error", () => metrics.refuse("LNS_BAD_FRAME"));
    let session: StationSession;
    try {
      session = new StationSession(
        {
          ...this.#parts,
          intake: this.#intake!,
          beacons: this.#options.beacons,
          broken: () => (this.#brokenAt = this.#parts.clock.monotonic()),
        },
        { gateway, socket, address, proof },
      );
    } catch (error) {
      this.#failed(error);
      return socket.close(CLOSE.policy, "no such region");
    }
    const older = this.#sessions.get(gateway.id);
    if (older) {
      notice("a station connects anew; its older connection ends", { gatewayEui: gateway.eui });
      void older.end(CLOSE.policy, "connected anew");
    }
    this.#sessions.set(gateway.id, session);
    socket.once("close", () => {
      if (this.#sessions.get(gateway.id) === session) this.#sessions.delete(gateway.id);
      void session.end(CLOSE.goingAway, "disconnected");
    });
  }

  #isBroken(): boolean {
    const { clock } = this.#parts;
    return this.#brokenAt !== undefined && clock.monotonic() - this.#brokenAt < CLOSED_FOR_NS;
  }

  /** A gateway that was changed connects anew, and gets its new configuration or none. */
  #changed(ids: ReadonlySet<string>): void {
    for (const [id, session] of this.#sessions) {
      if (ids.has(id)) void session.end(CLOSE.goingAway, "changed");
    }
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#parts.clock.after(SWEEP_MS, () => {
      this.#sweep()
        // The store does not answer; those who are connected stay until it does.
        .catch((error: unknown) => this.#failed(error))
        .finally(() => {
          if (!this.#stopped) this.#sweepLater();
        });
    });
  }

  /** Cuts off those whose credential was revoked or has expired. */
  async #sweep(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    const ids = sessions.flatMap(({ proof }) => proof.credentialId ?? []);
    if (ids.length === 0) return;
    const valid = await this.#parts.credentials.stillHold(ids);
    for (const session of sessions) {
      const { credentialId } = session.proof;
      if (credentialId === undefined || valid.has(credentialId)) continue;
      this.#parts.metrics.refuse("CREDENTIAL_REVOKED");
      void session.end(CLOSE.policy, "credential revoked");
    }
  }

  #failed(error: unknown): void {
    const { metrics, notice } = this.#parts;
    const code = (error as { code?: string }).code ?? "INTERNAL";
    metrics.refuse(code);
    const message = error instanceof Error ? error.message : String(error);
    notice("a station could not be served", { code, message });
  }
}

/** What a station shows: a client certificate, or the header that its `tc.key` holds. */
function shownBy(request: IncomingMessage): Shown {
  const socket = request.socket as TLSSocket;
  const certificate = socket.encrypted ? socket.getPeerCertificate().raw : undefined;
  const header = request.headers.authorization?.trim();
  const token = header?.replace(/^Bearer\s+/i, "");
  return {
    ...(certificate && { certificate }),
    ...(token !== undefined && token !== "" && { token }),
  };
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  503: "Service Unavailable",
};

function turnAway(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_TEXT[status]}\r\nConnection: close\r\n\r\n`);
}
