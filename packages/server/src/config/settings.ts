import { REGIONS } from "@lorats/lorawan";
import { z } from "zod";
import { oidcProvider } from "./oidc-provider.ts";
import { isRegion, regionSetting } from "./region-settings.ts";

const keyEncryptionKey = z.string().regex(/^[0-9a-f]{64}$/i, "expected 64 hexadecimal digits");
const keptDays = z.int().min(1).max(36_500);
const command = z.array(z.string().min(1).max(4096)).min(1).max(100);
const host = z.string().min(1);
const port = z.int().min(0).max(65_535);
const region = z
  .string()
  .refine(isRegion, `expected one of ${REGIONS.map(({ id }) => id).join(", ")}`);
const subBand = z.int().min(0).max(11);

/**
 * Every setting, by its place in `lorats.toml` (`http.port` is `port` in the section `[http]`); the variable
 * `LORATS_HTTP_PORT` goes before the file. A new one is a line here, and appears in the reference by itself.
 */
export const SETTINGS = {
  data_dir: z.string().min(1).default("./data").describe("Where everything is kept"),

  "storage.postgres_url": z
    .string()
    .regex(/^postgres(ql)?:\/\//, "expected postgres://user:password@host:port/database")
    .optional()
    .meta({
      description:
        "PostgreSQL database that holds log and tables in place of the embedded SQLite files; the data " +
        "directory then holds the key-encryption key",
      secret: true,
    }),

  "keys.file": z
    .string()
    .min(1)
    .optional()
    .describe(
      "File of the key-encryption key, which wraps all other keys; `kek` in the data directory when absent " +
        "([guide](../guides/keep-the-keys.md))",
    ),
  "keys.kek": keyEncryptionKey.optional().meta({
    description: "The key-encryption key itself, 64 hexadecimal digits, in place of the file",
    secret: true,
  }),
  "keys.next_kek": keyEncryptionKey.optional().meta({
    description: "The one that `lorats keys rotate` goes over to, when `keys.kek` is given",
    secret: true,
  }),
  "keys.kms_wrap": command
    .optional()
    .describe(
      "Program and arguments by which a key management service wraps the key in that file, from standard input to standard output",
    ),
  "keys.kms_unwrap": command.optional().describe("Program and arguments that unwrap it again"),

  "http.host": host.default("127.0.0.1").describe("Address that HTTP listens on"),
  "http.port": port.default(8080).describe("Port of the console and the API; 0 takes a free one"),
  "http.public_url": z
    .url()
    .optional()
    .describe("Where people reach the server when a proxy stands before it; its origin is trusted"),
  "http.tls": z
    .boolean()
    .default(false)
    .describe("Speak HTTPS only, from TLS 1.2 ([guide](../guides/encrypt-the-lines.md))"),
  "http.certificate_file": z
    .string()
    .min(1)
    .optional()
    .describe(
      "PEM of the certificate for it with its chain, read anew when it changes; that of the gateways' doors when absent",
    ),
  "http.key_file": z.string().min(1).optional().describe("PEM of that certificate's key"),
  "http.session_hours": z
    .number()
    .positive()
    .max(8760)
    .default(168)
    .describe("How long a browser stays signed in"),
  "http.body_limit_kib": z.int().min(16).max(65_536).default(1024).describe("Longest request body"),

  "oidc.providers": z
    .array(oidcProvider)
    .max(20)
    .default([])
    .meta({
      description:
        "OpenID Connect providers that people may sign in with, as [[oidc.providers]]; no others are asked " +
        "([guide](../guides/sign-in-with-openid-connect.md))",
      secret: true,
    }),

  "console.map_tiles": z
    .string()
    .min(1)
    .optional()
    .describe(
      "PMTiles file with a base map of your own for the console; Natural Earth, which is built in, when absent",
    ),

  "log.archive_after_days": z
    .int()
    .min(1)
    .max(36_500)
    .optional()
    .describe(
      "Move events that are older into compressed files in `archive` of the data directory, where they stay readable; absent, all stay in the database",
    ),

  "log.keep_foreign_days": keptDays
    .default(30)
    .describe(
      "How long frames that are no device's here stay in the archive; then counts by gateway and hour are left of them. Events are removed out of the archive only",
    ),
  "log.keep_gateway_days": keptDays
    .optional()
    .describe("How long what gateways report of themselves stays there; absent, for ever"),
  "log.keep_sdr_days": keptDays
    .optional()
    .describe("How long preambles and samples that SDRs brought stay there; absent, for ever"),
  "log.keep_device_days": keptDays
    .optional()
    .describe(
      "How long frames of devices, and what was decided about them, stay there; absent, for ever. Changes, alarms, joins and labels always stay",
    ),

  "mqtt.enabled": z.boolean().default(true).describe("Run the built-in MQTT broker"),
  "mqtt.host": host.default("127.0.0.1").describe("Address that the MQTT broker listens on"),
  "mqtt.port": port.default(1883).describe("Port of the MQTT broker; 0 takes a free one"),
  "mqtt.tls_port": port
    .optional()
    .describe("A further port of the MQTT broker, with TLS from version 1.2; none when absent"),
  "mqtt.retain": z
    .boolean()
    .default(false)
    .describe("Keep the last event of each kind for those who subscribe later"),
  "mqtt.session_expiry_h": z
    .int()
    .min(1)
    .max(8760)
    .default(168)
    .describe("How long the broker keeps the session of a client that is away, in hours"),
  "mqtt.max_queued": z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe(
      "Messages that wait for one MQTT client at most; later ones are left out and counted",
    ),

  "semtech_udp.enabled": z
    .boolean()
    .default(true)
    .describe("Take gateways that speak Semtech's UDP protocol"),
  "semtech_udp.host": host.default("127.0.0.1").describe("Address that gateways send to"),
  "semtech_udp.port": port.default(1700).describe("Port that gateways send to; 0 takes a free one"),
  "semtech_udp.unknown_gateways": z
    .enum(["refuse", "register"])
    .default("refuse")
    .describe(
      "What becomes of gateways that nobody created: `register` adds them to the first tenant",
    ),
  "semtech_udp.region": region
    .default("EU868")
    .describe("Channel plan of gateways that register themselves at this port"),
  "semtech_udp.sub_band": subBand
    .optional()
    .describe("Which eight channels they hear, from 0, in regions with more"),
  "semtech_udp.listeners": z
    .array(
      z.strictObject({
        port,
        host: host.optional(),
        region,
        sub_band: subBand.optional(),
      }),
    )
    .max(100)
    .default([])
    .describe("Further ports, each with the channel plan of gateways that register there"),
  "semtech_udp.max_per_second": z
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe("Datagrams taken from one gateway in a second, on average over ten"),

  "gateways.server_names": z
    .array(z.string().min(1).max(253))
    .max(50)
    .default([])
    .describe(
      "Names and addresses under which gateways reach this server, for its TLS certificate",
    ),
  "gateways.certificate_file": z
    .string()
    .min(1)
    .optional()
    .describe(
      "PEM of a TLS certificate with its chain, read anew when it changes; the server's own authority makes one when absent",
    ),
  "gateways.key_file": z.string().min(1).optional().describe("PEM of that certificate's key"),
  "gateways.certificate_days": z
    .int()
    .min(1)
    .max(3650)
    .default(365)
    .describe("How long client certificates of gateways hold"),
  "gateways.certificate_alarm_days": z
    .int()
    .min(0)
    .max(365)
    .default(30)
    .describe("How long before the end of a gateway's last credential an alarm is raised"),

  "basics_station.enabled": z
    .boolean()
    .default(false)
    .describe("Take gateways that run LoRa Basics Station"),
  "basics_station.host": host.default("127.0.0.1").describe("Address that stations connect to"),
  "basics_station.port": port
    .default(3001)
    .describe("Port that stations connect to; 0 takes a free one"),
  "basics_station.tls": z
    .boolean()
    .default(false)
    .describe("Speak TLS, from version 1.2; needed for client certificates"),
  "basics_station.public_uri": z
    .url({ protocol: /^wss?$/ })
    .optional()
    .describe(
      "Where stations reach the server when a proxy stands before it, as wss://lns.example.org",
    ),
  "basics_station.credentials": z
    .enum(["required", "optional"])
    .default("required")
    .describe(
      "Whether every gateway has to show a token or certificate, or only those that have one",
    ),
  "basics_station.unknown_gateways": z
    .enum(["refuse", "register"])
    .default("refuse")
    .describe(
      "What becomes of gateways that nobody created: `register` needs `credentials` to be optional",
    ),
  "basics_station.region": region
    .default("EU868")
    .describe("Channel plan of gateways that register themselves"),
  "basics_station.sub_band": subBand
    .optional()
    .describe("Which eight channels they hear, from 0, in regions with more"),
  "basics_station.beacons": z
    .boolean()
    .default(false)
    .describe("Let stations with GPS send class B beacons"),
  "basics_station.allow_commands": z
    .boolean()
    .default(false)
    .describe(
      "Let administrators have stations run programs (`runcmd`); whoever can write gateways could then do anything there",
    ),
  "basics_station.max_per_second": z
    .int()
    .min(1)
    .max(100_000)
    .default(200)
    .describe("Messages taken from one gateway in a second, on average over ten"),

  "demo.sdr": z
    .enum(["iq", "frames", "off"])
    .default("iq")
    .describe(
      "With --demo: the SDR on the tower. `iq` makes every sample of it, for a real LoRaTS gateway beside it, and takes about one processor core; `frames` draws what it would have said of each frame; `off` is none",
    ),

  "gateway_mqtt.enabled": z
    .boolean()
    .default(true)
    .describe("Take gateways that speak ChirpStack's gateway topics at the built-in MQTT broker"),
  "gateway_mqtt.broker_url": z
    .url({ protocol: /^mqtts?$/ })
    .optional()
    .describe("Another MQTT broker to which gateways publish, as mqtt://broker.example.org:1883"),
  "gateway_mqtt.username": z.string().optional().describe("User name at that broker"),
  "gateway_mqtt.password": z.string().optional().describe("Password at that broker"),
  "gateway_mqtt.client_id": z
    .string()
    .min(1)
    .max(200)
    .default("lorats")
    .describe("Names this server's session at that broker"),
  "gateway_mqtt.prefixes": z
    .array(z.string().max(200))
    .min(1)
    .max(100)
    .default(["", "+"])
    .describe("Topic prefixes to listen to at that broker, as eu868; `+` stands for any one level"),
  "gateway_mqtt.unknown_gateways": z
    .enum(["refuse", "register"])
    .default("refuse")
    .describe(
      "What becomes of gateways at that broker that nobody created: `register` takes the channel plan from the prefix",
    ),
  "gateway_mqtt.push_config": z
    .boolean()
    .default(false)
    .describe(
      "Tell gateways their channels (`command/config`) when they come and when they are changed",
    ),
  "gateway_mqtt.max_per_second": z
    .int()
    .min(1)
    .max(100_000)
    .default(200)
    .describe("Messages taken from one gateway in a second, on average over ten"),

  "network.deduplication_ms": z
    .int()
    .min(10)
    .max(5000)
    .default(200)
    .describe("How long a frame waits for further gateways that heard it"),

  "network.net_id": z
    .string()
    .regex(/^[0-9a-f]{6}$/i, "expected six hexadecimal digits")
    .default("000000")
    .describe(
      "The network's NetID, six hexadecimal digits; 000000 and 000001 are free for private networks",
    ),

  "network.dev_addr_prefixes": z
    .array(z.string().regex(/^[0-9a-f]{8}\/(?:[12]?\d|3[0-2])$/i, "expected such as 26011000/20"))
    .max(100)
    .default([])
    .describe(
      "Where the addresses of devices are taken from, as `26011000/20`; all that belong to the NetID when empty",
    ),

  "network.regions": z
    .array(regionSetting)
    .max(50)
    .default([])
    .describe(
      "What devices are told in a region: `extra_channels_hz` beside its own where the network defines channels, `enabled_channels` of a fixed plan (those that the gateways listen to which hear a device, when absent), `uplink_dwell` and `downlink_dwell`",
    ),

  "network.device_max_per_second": z
    .number()
    .min(0.1)
    .max(100_000)
    .default(10)
    .describe(
      "Uplinks taken from one device in a second, on average over ten: a radio sends fewer, a forger with its keys need not",
    ),

  "network.adr_plugins": z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Files with ADR algorithms of your own in the form of ChirpStack's plugins; profiles name them by their id()",
    ),

  "location.resolvers": z
    .array(z.enum(["payload-gnss", "other-network", "wifi", "gateway-times", "gateway-strengths"]))
    .default(["payload-gnss", "other-network", "wifi", "gateway-times", "gateway-strengths"])
    .describe("How devices are located; the one that claims least uncertainty is told"),
  "location.wifi_url": z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description:
        "Service that knows where Wi-Fi access points are, in the shape of Google's geolocation API; nobody is asked " +
        "when absent",
      secret: true,
    }),
  "location.wifi_allow_private": z
    .boolean()
    .default(false)
    .describe("Let that service be on this machine or in a private network"),

  "webhooks.allow_private": z
    .boolean()
    .default(false)
    .describe(
      "Let integrations of every kind, connectors, enrichment sources and webhooks of alarms go to this machine and to private networks; tenants could reach into yours",
    ),

  "codecs.threads": z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe("Threads that users' payload codecs run in"),

  "smtp.url": z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe("Mail server that alarms are sent by, such as `smtps://user:password@mail.example`"),
  "smtp.from": z.email().optional().describe("Who alarms by e-mail come from"),

  "log.level": z
    .enum(["trace", "debug", "info", "warn", "error"])
    .default("info")
    .describe("What goes into `server.log` under the data directory"),
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type Config = { readonly [K in SettingKey]: z.output<(typeof SETTINGS)[K]> };

/** `http.port` → `LORATS_HTTP_PORT`. */
export function variableOf(key: string): string {
  return `LORATS_${key.replaceAll(".", "_").toUpperCase()}`;
}
