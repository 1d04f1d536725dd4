import { Socket, type NetConnectOpts } from "node:net";
import { UnavailableError } from "@lorats/base";
import { hostOf } from "./host-of.ts";
import { publicLookup, refuseInsideLiteral } from "./public-address.ts";

/**
 * The address that a name stands for now, looked at by the guard: for clients that look names up themselves and would not ask us.
 * @throws {CallerError} `WEBHOOK_INSIDE` @throws {UnavailableError} `HOST_UNKNOWN`
 */
export async function pinnedAddress(url: URL, allowPrivate: boolean): Promise<string> {
  const host = hostOf(url);
  if (allowPrivate) return host;
  refuseInsideLiteral(url);
  return new Promise((resolve, reject) => {
    publicLookup(host, { all: false }, (error, address) => {
      if (!error) return resolve(address as string);
      const inside = "blame" in error;
      reject(inside ? error : new UnavailableError("HOST_UNKNOWN", `${host}: ${error.message}`));
    });
  });
}

/** A socket that connects to nowhere but where the guard lets it, for clients that take one. */
export class GuardedSocket extends Socket {
  override connect(...parameters: unknown[]): this {
    const [port, host] = parameters as [number, string];
    const options: NetConnectOpts = { port, host, lookup: publicLookup };
    return super.connect(options);
  }
}
