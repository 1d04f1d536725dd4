import { once } from "node:events";
import type { Server } from "node:net";
import { CallerError } from "@lorats/base";

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** @throws {CallerError} see {@link listenError} */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, "listening");
  } catch (error) {
    throw listenError(error, { host, port });
  }
}

/**
 * What is wrong with an address, in one line.
 * `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN`; other errors stay as they are.
 */
export function listenError(error: unknown, { host, port }: ListenAddress): unknown {
  const where = `${host}:${port}`;
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new CallerError("PORT_IN_USE", `${where} is in use by another program`, {
        cause: error,
      });
    case "EACCES":
      return new CallerError("PORT_FORBIDDEN", `this user may not listen on ${where}`, {
        cause: error,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new CallerError("HOST_UNKNOWN", `${host} is no address of this machine`, {
        cause: error,
      });
    case undefined:
    default:
      return error;
  }
}
