import {
  type Field,
  flag,
  list,
  number,
  oneOf,
  optional,
  table,
  tableBy,
  text,
  url,
  withDefault,
} from "./fields.ts";

const port = number({ least: 1, most: 65_535, whole: true });
const frequency = number({ above: 0, most: 6e9 });

/** EU868's three mandatory channels and the five that most networks add. */
const EU868_CHANNELS_HZ: readonly number[] = [
  868_100_000, 868_300_000, 868_500_000, 867_100_000, 867_300_000, 867_500_000, 867_700_000,
  867_900_000,
];

const server = table<ServerConfig>({
  name: optional(text()),
  host: optional(text()),
  port: withDefault(port, 1700),
  uri: optional(url("ws", "wss")),
  token_file: optional(text()),
  api_url: optional(url("http", "https")),
  api_key_file: optional(text()),
});

const rtlTcp = table<RtlTcpConfig>({
  type: oneOf("rtl_tcp"),
  host: withDefault(text(), "127.0.0.1"),
  port: withDefault(port, 1234),
  sample_rate_hz: withDefault(frequency, 2_400_000),
  centre_hz: withDefault(frequency, 867_800_000),
  gain_db: optional(number({ least: 0, most: 100 })),
  ppm: withDefault(number({ least: -200, most: 200, whole: true }), 0),
  bias_tee: withDefault(flag, false),
});

const file = table<FileConfig>({
  type: oneOf("file", "stdin"),
  path: optional(text()),
  format: optional(oneOf("cu8", "cs8", "cs16", "cf32")),
  sample_rate_hz: optional(frequency),
  centre_hz: optional(frequency),
  gain_db: optional(number()),
  real_time: optional(flag),
});

const receiver = table<ReceiverConfig>({
  channels_hz: withDefault(list(frequency, { most: 64 }), EU868_CHANNELS_HZ),
  spreading_factors: withDefault(
    list(number({ least: 7, most: 12, whole: true })),
    [7, 8, 9, 10, 11, 12],
  ),
  bandwidth_hz: withDefault(oneOf(125_000, 250_000, 500_000), 125_000),
  max_bias_hz: withDefault(number({ above: 0, most: 60_000 }), 25_000),
  longest_preamble: withDefault(number({ least: 8, most: 256, whole: true }), 16),
  decode: withDefault(flag, true),
  whole_frames: withDefault(flag, true),
  workers: withDefault(number({ least: 1, most: 8, whole: true }), 1),
  soft: withDefault(oneOf("auto", "always", "never"), "auto"),
  sync_words: withDefault(list(number({ least: 0, most: 255, whole: true })), [0x34]),
  rssi_offset_db: optional(number({ least: -200, most: 100 })),
  snippets_mb: withDefault(number({ least: 0, most: 4096 }), 4),
  spectrum_bins: withDefault(oneOf(0, 128, 256, 512, 1024), 256),
  beacons_hz: withDefault(list(frequency, { least: 0, most: 16 }), []),
  beacon_spreading_factor: withDefault(oneOf(9, 10, 12), 9),
  spectrum_row_ms: withDefault(number({ least: 20, most: 10_000 }), 100),
});

const clock = table<GatewayConfig["clock"]>({
  discipline: withDefault(oneOf("ntp", "none"), "none"),
  sd_ms: withDefault(number({ above: 0 }), 5),
  latency_ms: optional(number({ above: 0, most: 1000 })),
  trust_beacons: withDefault(flag, false),
});

const forwarder = table<ForwarderConfig>({
  listen: withDefault(text(), "127.0.0.1"),
  port: optional(port),
  mode: withDefault(oneOf("proxy", "beside"), "proxy"),
  log: optional(text()),
  log_offset_s: withDefault(number({ least: 0, most: 86_400 }), 0),
  match_wait_ms: withDefault(number({ least: 0, most: 800 }), 250),
  timestamp_sd_us: withDefault(number({ least: 0, most: 10_000 }), 5),
});

/** The configuration file. Every field is described in examples/gateway/lorats-gateway.toml. */
export const GATEWAY_CONFIG: Field<GatewayConfig> = table<GatewayConfig>({
  gateway: table<GatewayConfig["gateway"]>({
    eui: text(/^[0-9a-fA-F]{16}$/, "16 hexadecimal digits"),
    spool: text(),
    spool_max_mb: withDefault(number({ above: 0, most: 100_000 }), 64),
    key_file: optional(text()),
  }),
  server: list(server),
  forwarder: optional(forwarder),
  sdr: optional(tableBy<SdrConfig>("type", { rtl_tcp: rtlTcp, file, stdin: file })),
  receiver: withDefault(receiver, {}),
  clock: withDefault(clock, {}),
  status: optional(
    table<NonNullable<GatewayConfig["status"]>>({
      listen: withDefault(oneOf("127.0.0.1", "::1", "localhost"), "127.0.0.1"),
      port,
    }),
  ),
});

interface ServerConfig {
  name?: string | undefined;
  host?: string | undefined;
  port: number;
  uri?: string | undefined;
  token_file?: string | undefined;
  api_url?: string | undefined;
  api_key_file?: string | undefined;
}

interface RtlTcpConfig {
  type: "rtl_tcp";
  host: string;
  port: number;
  sample_rate_hz: number;
  centre_hz: number;
  gain_db?: number | undefined;
  ppm: number;
  bias_tee: boolean;
}

interface FileConfig {
  type: "file" | "stdin";
  path?: string | undefined;
  format?: "cu8" | "cs8" | "cs16" | "cf32" | undefined;
  sample_rate_hz?: number | undefined;
  centre_hz?: number | undefined;
  gain_db?: number | undefined;
  real_time?: boolean | undefined;
}

export type SdrConfig = RtlTcpConfig | FileConfig;

interface ReceiverConfig {
  channels_hz: number[];
  spreading_factors: number[];
  bandwidth_hz: number;
  max_bias_hz: number;
  longest_preamble: number;
  decode: boolean;
  whole_frames: boolean;
  workers: number;
  soft: "auto" | "always" | "never";
  sync_words: number[];
  rssi_offset_db?: number | undefined;
  snippets_mb: number;
  spectrum_bins: number;
  spectrum_row_ms: number;
  beacons_hz: number[];
  beacon_spreading_factor: number;
}

interface ForwarderConfig {
  listen: string;
  port?: number | undefined;
  mode: "proxy" | "beside";
  log?: string | undefined;
  log_offset_s: number;
  match_wait_ms: number;
  timestamp_sd_us: number;
}

export interface GatewayConfig {
  gateway: { eui: string; spool: string; spool_max_mb: number; key_file?: string | undefined };
  server: ServerConfig[];
  forwarder?: ForwarderConfig | undefined;
  sdr?: SdrConfig | undefined;
  receiver: ReceiverConfig;
  clock: {
    discipline: "ntp" | "none";
    sd_ms: number;
    latency_ms?: number | undefined;
    trust_beacons: boolean;
  };
  status?: { listen: "127.0.0.1" | "::1" | "localhost"; port: number } | undefined;
}
