import { connect as connectTcp, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import { UnavailableError } from "@lorats/base";
import { MqttClient, type IClientOptions } from "mqtt";
import { hostOf } from "./host-of.ts";
import { publicLookup, refuseInsideLiteral } from "./public-address.ts";

export interface MqttConnection {
  /** `mqtt://` or `mqtts://` */
  readonly url: string;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The broker keeps what comes while we are away. */
  readonly keepsSession?: boolean;
  /** May it be on this machine or in a private network? */
  readonly allowPrivate: boolean;
}

const TIMEOUT_MS = 10_000;

/** A client that connects, again and again, to nowhere but where the guard lets it. */
export function openMqttClient(connection: MqttConnection): MqttClient {
  const { clientId, username, password, keepsSession = false, allowPrivate } = connection;
  const url = new URL(connection.url);
  const secure = url.protocol === "mqtts:";
  const host = hostOf(url);
  const port = url.port === "" ? (secure ? 8883 : 1883) : Number(url.port);
  const options: IClientOptions = {
    clientId,
    clean: !keepsSession,
    // What every broker speaks.
    protocolVersion: 4,
    connectTimeout: TIMEOUT_MS,
    reconnectPeriod: 2_000,
    ...(username !== undefined && { username, password }),
  } as IClientOptions;
  const open = () => {
    if (!allowPrivate) refuseInsideLiteral(url);
    const address = { host, port, noDelay: true, ...(!allowPrivate && { lookup: publicLookup }) };
    return secure
      ? connectTls({ ...address, ...(isIP(host) === 0 && { servername: host }) } as never)
      : connectTcp(address as never);
  };
  const client = new MqttClient(open, options);
  // What goes wrong is told by the send that fails for it.
  client.on("error", () => {});
  return client;
}

/** Resolves once it is connected. @throws {UnavailableError} `MQTT_UNREACHABLE`, with the first attempt that fails */
export async function connected(client: MqttClient): Promise<void> {
  if (client.connected) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.once("connect", () => resolve());
  const closed = (): void => reject(new Error("the connection was closed"));
  client.once("error", reject);
  client.once("close", closed);
  try {
    await inTime(promise);
  } catch (error) {
    const why = error instanceof UnavailableError ? "no answer" : (error as Error).message;
    throw new UnavailableError("MQTT_UNREACHABLE", `the broker cannot be reached: ${why}`);
  } finally {
    client.off("error", reject);
    client.off("close", closed);
  }
}

/** @throws {UnavailableError} `MQTT_TIMEOUT` when it takes too long */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = new UnavailableError("MQTT_TIMEOUT", `no answer within ${TIMEOUT_MS} ms`);
  const timer = setTimeout(() => reject(late), TIMEOUT_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
