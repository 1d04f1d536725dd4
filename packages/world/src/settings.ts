import { CallerError } from "@lorats/base";
import { SDR_FIDELITIES, type SdrFidelity } from "./scenario.ts";

/** Where the world finds its server; everything comes from the environment, as its parent process sets it. */
export interface WorldSettings {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly udpHost: string;
  readonly udpPort: number;
  /** Where the server's door for Basics Station is, `ws://` or `wss://`; needed by scenarios with such gateways. */
  readonly stationUri: string | undefined;
  readonly folder: string;
  /** What becomes of the scenario's SDRs, instead of what it says. */
  readonly sdrs: SdrFidelity | undefined;
  /** Where the first SDR listens, instead of what the scenario says. */
  readonly sdrPort: number | undefined;
  /** Where the forwarders of gateways with an SDR send, instead of to the server. */
  readonly sdrUdpPort: number | undefined;
  /** Hexadecimal key with which the gateways beside SDRs vouch for what these hear; the server is told it. */
  readonly ltsKey: string | undefined;
  /** Attack control on the loopback; absent: attacks are only what the scenario says. */
  readonly control: { readonly port: number; readonly token: string } | undefined;
}

/** @throws {CallerError} `WORLD_CONFIG` naming the variable that is missing or wrong */
export function readSettings(env: Readonly<Record<string, string | undefined>>): WorldSettings {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new CallerError("WORLD_CONFIG", `the environment lacks ${name}`);
    return value;
  };
  const port = (name: string, text: string, least: number): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= 65_535) {
      return value;
    }
    throw new CallerError("WORLD_CONFIG", `${name} is not a port`);
  };
  const apiUrl = required("LORATS_API_URL");
  if (!URL.canParse(apiUrl)) throw new CallerError("WORLD_CONFIG", "LORATS_API_URL is no URL");
  const stationUri = env["LORATS_STATION_URI"] || undefined;
  if (stationUri !== undefined && !/^wss?:\/\//.test(stationUri)) {
    throw new CallerError("WORLD_CONFIG", "LORATS_STATION_URI is no ws:// or wss:// address");
  }
  const sdr = env["LORATS_WORLD_SDR"] || undefined;
  const sdrs = sdr === "1" ? "iq" : SDR_FIDELITIES.find((one) => one === sdr);
  if (sdr !== undefined && sdrs === undefined) {
    const message = `LORATS_WORLD_SDR is none of ${SDR_FIDELITIES.join(", ")}`;
    throw new CallerError("WORLD_CONFIG", message);
  }
  const sdrPort = env["LORATS_WORLD_SDR_PORT"];
  const sdrUdpPort = env["LORATS_WORLD_SDR_UDP_PORT"];
  const ltsKey = env["LORATS_WORLD_LTS_KEY"] || undefined;
  if (ltsKey !== undefined && !/^([0-9a-f]{2}){16,}$/.test(ltsKey)) {
    const what = "LORATS_WORLD_LTS_KEY is not 16 bytes or more in hexadecimal";
    throw new CallerError("WORLD_CONFIG", what);
  }
  const token = env["LORATS_WORLD_CONTROL_TOKEN"];
  const controlPort = env["LORATS_WORLD_CONTROL_PORT"] ?? "0";
  return {
    apiUrl,
    apiKey: required("LORATS_API_KEY"),
    udpHost: env["LORATS_UDP_HOST"] ?? new URL(apiUrl).hostname,
    udpPort: port("LORATS_UDP_PORT", required("LORATS_UDP_PORT"), 1),
    stationUri,
    folder: required("LORATS_WORLD_DIR"),
    sdrs,
    sdrPort: sdrPort === undefined ? undefined : port("LORATS_WORLD_SDR_PORT", sdrPort, 0),
    sdrUdpPort:
      sdrUdpPort === undefined ? undefined : port("LORATS_WORLD_SDR_UDP_PORT", sdrUdpPort, 1),
    ltsKey,
    control: token ? { token, port: port("LORATS_WORLD_CONTROL_PORT", controlPort, 0) } : undefined,
  };
}
