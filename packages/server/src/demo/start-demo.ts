import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CallerError, toHex, type TenantId } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";
import { ephemeralKey, ephemeralMqttCredential } from "../bootstrap.ts";
import type { Config } from "../config/settings.ts";
import type { ListenAddress } from "../doors/common/listen.ts";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "../start/undo.ts";
import { attackLabAt, type AttackLab } from "./attack-lab.ts";
import { DemoProcess } from "./demo-process.ts";
import { freePorts } from "./free-ports.ts";

export interface Demo {
  readonly apiKey: string;
  readonly mqtt: { username: string; password: string } | undefined;
  readonly attackLab: AttackLab;
  /** The authority that whoever calls the server has to believe, where it made its certificate itself. */
  readonly authorityFile?: string;
}

const program = (room: string): string =>
  fileURLToPath(new URL(`../../../${room}/src/main.ts`, import.meta.url));

/** The gateway of the demonstration that has an SDR: the world's tower. */
const SDR_GATEWAY_EUI = "0a00000000000a01";

/**
 * World and gateway speak Semtech UDP, and call this server on this machine, for which nobody's certificate but its own stands.
 * @throws {CallerError} `CONFIG_INVALID`
 */
export function assertFitForDemo(config: Config): void {
  const files = config["http.certificate_file"] ?? config["gateways.certificate_file"];
  if (config["http.tls"] && files !== undefined) {
    const why = `${files} is no certificate for it`;
    throw new CallerError(
      "CONFIG_INVALID",
      `--demo calls this server by its own address, and ${why}: leave the certificate out, or --demo`,
    );
  }
  if (!config["semtech_udp.enabled"]) {
    throw new CallerError("CONFIG_INVALID", "--demo needs semtech_udp.enabled");
  }
}

/**
 * Starts the simulated world and, beside its tower, a LoRaTS gateway that listens to the tower's SDR; and makes the
 * credentials that the start screen shows.
 */
export async function startDemo(
  services: Services,
  tenantId: TenantId,
  httpUrl: string,
  semtechUdp: ListenAddress,
  started: Undo[],
  { logger }: ServerLog,
): Promise<Demo> {
  const { config, clock, random } = services;
  const apiKey = await ephemeralKey(services, tenantId, "Demonstration", ["*:read"]);
  const worldKey = await ephemeralKey(services, tenantId, "Simulated world", [
    "applications:*",
    "device-profiles:*",
    "devices:*",
    "gateways:*",
  ]);
  const mqtt = config["mqtt.enabled"]
    ? await ephemeralMqttCredential(services, tenantId)
    : undefined;
  const folder = path.join(path.resolve(config.data_dir), "world");
  makeDirectory(folder, 0o700);
  const authorityFile = config["http.tls"] ? await writeAuthority(services, folder) : undefined;
  const trusting = { ...(authorityFile && { NODE_EXTRA_CA_CERTS: authorityFile }) };
  const [controlPort = 0, sdrPort = 0, forwarderPort = 0, statusPort = 0] = await freePorts(4);
  const token = toHex(random.bytes(16));
  const ltsKey = toHex(random.bytes(32));
  const sdr = config["demo.sdr"];
  const processes = [
    new DemoProcess({
      name: "world",
      program: program("world"),
      env: {
        ...trusting,
        LORATS_API_URL: httpUrl,
        LORATS_API_KEY: worldKey,
        LORATS_UDP_HOST: semtechUdp.host,
        LORATS_UDP_PORT: String(semtechUdp.port),
        LORATS_WORLD_DIR: folder,
        LORATS_WORLD_CONTROL_TOKEN: token,
        LORATS_WORLD_CONTROL_PORT: String(controlPort),
        LORATS_WORLD_SDR: sdr,
        ...(sdr === "iq" && {
          LORATS_WORLD_SDR_PORT: String(sdrPort),
          LORATS_WORLD_SDR_UDP_PORT: String(forwarderPort),
          LORATS_WORLD_LTS_KEY: ltsKey,
        }),
      },
      clock,
      logger,
    }),
  ];
  if (sdr === "iq") {
    const gatewayKey = await ephemeralKey(services, tenantId, "SDR gateway", ["gateways:*"]);
    const ports = { semtechUdp, sdrPort, forwarderPort, statusPort };
    const secrets = { apiKey: gatewayKey, ltsKey };
    const file = writeGatewayConfig(folder, ports, httpUrl, secrets);
    const args = [file];
    const gateway = { name: "gateway", program: program("gateway"), args, env: trusting };
    processes.push(new DemoProcess({ ...gateway, clock, logger }));
  }
  for (const one of processes) {
    one.start();
    started.push(() => one.stop());
  }
  const attackLab = attackLabAt(controlPort, token);
  return { apiKey, mqtt, attackLab, ...(authorityFile && { authorityFile }) };
}

async function writeAuthority({ authority }: Services, folder: string): Promise<string> {
  const file = path.join(folder, "authority.pem");
  writeFileSync(file, await authority.certificatePem());
  return file;
}

/** The configuration of the LoRaTS gateway on the tower, as somebody would write it by hand. */
function writeGatewayConfig(
  folder: string,
  ports: {
    readonly semtechUdp: ListenAddress;
    readonly sdrPort: number;
    readonly forwarderPort: number;
    readonly statusPort: number;
  },
  apiUrl: string,
  secrets: { readonly apiKey: string; readonly ltsKey: string },
): string {
  const { semtechUdp, sdrPort, forwarderPort, statusPort } = ports;
  const file = path.join(folder, "lorats-gateway.toml");
  const apiKeyFile = path.join(folder, "gateway-api-key");
  writeFileSync(apiKeyFile, secrets.apiKey, { mode: 0o600 });
  const ltsKeyFile = path.join(folder, "gateway-lts-key");
  writeFileSync(ltsKeyFile, secrets.ltsKey, { mode: 0o600 });
  const lines = [
    "# Written at every start of the demonstration.",
    "[gateway]",
    `eui = "${SDR_GATEWAY_EUI}"`,
    'spool = "spool"',
    "# Vouches for what the SDR hears; the server knows it, too.",
    `key_file = ${JSON.stringify(ltsKeyFile)}`,
    "[[server]]",
    `host = "${semtechUdp.host}"`,
    `port = ${semtechUdp.port}`,
    "# Where the waterfall and the samples of preambles go that people ask for.",
    `api_url = ${JSON.stringify(apiUrl)}`,
    `api_key_file = ${JSON.stringify(apiKeyFile)}`,
    "[forwarder]",
    `port = ${forwarderPort}`,
    "# Less than the server collects copies of a frame for, so that a busy machine costs what the SDR saw and no more.",
    "match_wait_ms = 150",
    "[sdr]",
    'type = "rtl_tcp"',
    `port = ${sdrPort}`,
    "gain_db = 32.8",
    "[receiver]",
    'soft = "never"',
    "# The world's devices lie within 28 ppm.",
    "max_bias_hz = 30000",
    "[clock]",
    "# World and gateway share the computer's clock.",
    'discipline = "ntp"',
    "sd_ms = 1",
    "[status]",
    `port = ${statusPort}`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}
