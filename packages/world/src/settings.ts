import { CallerError } from "@lorats/base";

/** Where the world finds its server; everything comes from the environment, as its parent process sets it. */
export interface WorldSettings {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly udpHost: string;
  readonly udpPort: number;
  readonly folder: string;
}

/** @throws {CallerError} `WORLD_CONFIG` naming the variable that is missing or wrong */
export function readSettings(env: Readonly<Record<string, string | undefined>>): WorldSettings {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new CallerError("WORLD_CONFIG", `the environment lacks ${name}`);
    return value;
  };
  const udpPort = Number(required("LORATS_UDP_PORT"));
  if (!Number.isInteger(udpPort) || udpPort < 1 || udpPort > 65_535) {
    throw new CallerError("WORLD_CONFIG", "LORATS_UDP_PORT is not a port");
  }
  const apiUrl = required("LORATS_API_URL");
  if (!URL.canParse(apiUrl)) throw new CallerError("WORLD_CONFIG", "LORATS_API_URL is no URL");
  return {
    apiUrl,
    apiKey: required("LORATS_API_KEY"),
    udpHost: env["LORATS_UDP_HOST"] ?? new URL(apiUrl).hostname,
    udpPort,
    folder: required("LORATS_WORLD_DIR"),
  };
}
