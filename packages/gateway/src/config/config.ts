import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CallerError } from "@lorats/base";
import { TomlError, parse } from "smol-toml";
import { Misfit } from "./fields.ts";
import { GATEWAY_CONFIG, type GatewayConfig } from "./schema.ts";

/** Shorter keys can be guessed. */
const LEAST_KEY_BYTES = 16;

/**
 * Reads a configuration file. Paths in it are relative to the file.
 *
 * @throws {CallerError} `GW_BAD_CONFIG` with the field and what is wrong with it
 */
export function loadGatewayConfig(path: string): GatewayConfig {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw bad(`cannot read ${path}: ${(cause as Error).message}`, cause);
  }
  const config = parseGatewayConfig(text, path);
  const base = dirname(resolve(path));
  config.gateway.spool = resolve(base, config.gateway.spool);
  if (config.gateway.key_file !== undefined) {
    config.gateway.key_file = resolve(base, config.gateway.key_file);
  }
  for (const server of config.server) {
    if (server.api_key_file !== undefined) server.api_key_file = resolve(base, server.api_key_file);
    if (server.token_file !== undefined) server.token_file = resolve(base, server.token_file);
  }
  const { sdr } = config;
  const { forwarder } = config;
  if (forwarder?.log !== undefined) forwarder.log = resolve(base, forwarder.log);
  if (sdr?.type === "file") sdr.path = resolve(base, sdr.path!);
  return config;
}

/** The same from the file's text; `name` stands for the file in errors. */
export function parseGatewayConfig(text: string, name: string): GatewayConfig {
  let toml: unknown;
  try {
    toml = parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const reason = cause.message.split("\n")[0]!;
    throw bad(`${name}:${cause.line}:${cause.column}: ${reason}`, cause);
  }
  const config = checked(toml, name);
  if (!config.forwarder && !config.sdr) {
    throw bad(`${name}: neither [forwarder] nor [sdr]: there would be nothing to forward`);
  }
  const { forwarder } = config;
  if (forwarder && (forwarder.port === undefined) === (forwarder.log === undefined)) {
    throw bad(`${name}: forwarder: either port (a packet forwarder) or log (a recorded one)`);
  }
  if (config.sdr?.type === "file" && config.sdr.path === undefined) {
    throw bad(`${name}: sdr.path: a file needs a path`);
  }
  const names = config.server.map(serverName);
  const twice = names.find((other, i) => names.indexOf(other) !== i);
  if (twice !== undefined) throw bad(`${name}: server: two servers are called "${twice}"`);
  if (config.server.some((s) => (s.host === undefined) === (s.uri === undefined))) {
    throw bad(
      `${name}: server: either host (Semtech UDP) or uri (Basics Station) says where it is`,
    );
  }
  const half = config.server.find(
    (s) => (s.api_url === undefined) !== (s.api_key_file === undefined),
  );
  if (half) throw bad(`${name}: server: api_url and api_key_file go together`);
  checkChannels(config, name);
  return config;
}

/**
 * Reads the files that a configuration names, and forgets them: what would stop a start stops here.
 *
 * @throws {CallerError} `GW_BAD_KEY`, `GW_NO_FILE`
 */
export function checkFiles({ gateway, server, forwarder, sdr }: GatewayConfig): void {
  if (gateway.key_file !== undefined) loadGatewayKey(gateway.key_file);
  for (const { api_key_file: apiKey, token_file: token } of server) {
    if (apiKey !== undefined) loadApiKey(apiKey);
    if (token !== undefined) loadToken(token);
  }
  const recordings = [forwarder?.log, sdr?.type === "file" ? sdr.path : undefined];
  const missing = recordings.find((path) => path !== undefined && !existsSync(path));
  if (missing !== undefined) throw new CallerError("GW_NO_FILE", `there is no file ${missing}`);
}

export function serverName(server: GatewayConfig["server"][number]): string {
  return server.name ?? server.uri ?? `${server.host}:${server.port}`;
}

/**
 * The gateway's key: hexadecimal in a file of its own.
 *
 * @throws {CallerError} `GW_BAD_KEY`; never with the key in it
 */
export function loadGatewayKey(path: string): Uint8Array {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new CallerError("GW_BAD_KEY", `cannot read the key file ${path}`, { cause });
  }
  if (!/^([0-9a-fA-F]{2})+$/.test(text) || text.length < 2 * LEAST_KEY_BYTES) {
    const message = `${path} must hold at least ${LEAST_KEY_BYTES} bytes in hexadecimal`;
    throw new CallerError("GW_BAD_KEY", message);
  }
  return Uint8Array.fromHex(text);
}

/**
 * An API key of a LoRaTS server, in a file of its own.
 *
 * @throws {CallerError} `GW_BAD_KEY`; never with the key in it
 */
export function loadApiKey(path: string): string {
  return loadSecret(path, /^[\x21-\x7e]{8,}$/, "one API key");
}

/**
 * What goes into a station's header `Authorization`, such as `Bearer …`.
 *
 * @throws {CallerError} `GW_BAD_KEY`; never with the token in it
 */
export function loadToken(path: string): string {
  return loadSecret(path, /^[\x20-\x7e]{4,}$/, "the value of the header Authorization");
}

function loadSecret(path: string, shape: RegExp, what: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new CallerError("GW_BAD_KEY", `cannot read the key file ${path}`, { cause });
  }
  if (shape.test(text)) return text;
  throw new CallerError("GW_BAD_KEY", `${path} must hold ${what} and nothing else`);
}

/** A channel that the SDR cannot see is a mistake, except for recordings, whose rate is read later. */
function checkChannels({ sdr, receiver }: GatewayConfig, name: string): void {
  if (sdr?.sample_rate_hz === undefined || sdr.centre_hz === undefined) return;
  const reachHz = sdr.sample_rate_hz / 2 - receiver.bandwidth_hz / 2;
  const outside = receiver.channels_hz.filter((hz) => Math.abs(hz - sdr.centre_hz!) > reachHz);
  if (outside.length === 0) return;
  const list = outside.map((hz) => (hz / 1e6).toFixed(3)).join(", ");
  throw bad(`${name}: receiver.channels_hz: ${list} MHz outside of what the SDR sees`);
}

function checked(toml: unknown, name: string): GatewayConfig {
  try {
    return GATEWAY_CONFIG(toml, "");
  } catch (cause) {
    if (!(cause instanceof Misfit)) throw cause;
    throw bad(`${name}: ${cause.message}`, cause);
  }
}

function bad(message: string, cause?: unknown): CallerError {
  return new CallerError("GW_BAD_CONFIG", message, cause === undefined ? {} : { cause });
}
