import type { AddressInfo } from "node:net";
import type { Server as TlsServer } from "node:tls";
import type { FastifyInstance } from "fastify";
import type { Config } from "../config/settings.ts";
import { listenError } from "../doors/common/listen.ts";
import { httpTls, type TlsIdentity } from "../doors/common/tls-identity.ts";
import { createHttpApp } from "../http/app.ts";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

/** Opens the console and the API. @throws {CallerError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN` */
export async function listenHttp(
  services: Services,
  started: Undo[],
  { logger }: ServerLog,
  tls: TlsIdentity | undefined,
): Promise<FastifyInstance> {
  const app = await createHttpApp(services, { logger, ...(tls && { tls: httpTls(tls) }) });
  started.push(() => app.close());
  if (tls) {
    const server = app.server as unknown as TlsServer;
    started.push(tls.onRenewed(() => server.setSecureContext(httpTls(tls))));
  }
  const { config } = services;
  const address = { host: config["http.host"], port: config["http.port"] };
  try {
    await app.listen(address);
  } catch (error) {
    throw listenError(error, address);
  }
  return app;
}

/** Where people on this machine reach it. */
export function localUrlOf(app: FastifyInstance, config: Config): string {
  const [bound] = app.addresses() as readonly AddressInfo[];
  const wildcard = bound!.address === "0.0.0.0" || bound!.address === "::";
  const host = wildcard ? "127.0.0.1" : bound!.address;
  const scheme = config["http.tls"] ? "https" : "http";
  const shown = host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${shown}:${bound!.port}`;
}
