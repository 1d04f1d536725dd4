import { z } from "zod";

const port = z.int().min(1).max(65_535);
const frequency = z.number().positive().max(6e9);

/** EU868's three mandatory channels and the five that most networks add. */
const EU868_CHANNELS_HZ: readonly number[] = [
  868_100_000, 868_300_000, 868_500_000, 867_100_000, 867_300_000, 867_500_000, 867_700_000,
  867_900_000,
];

const server = z.strictObject({
  name: z.string().min(1).optional(),
  host: z.string().min(1).optional(),
  port: port.default(1700),
  uri: z.url({ protocol: /^wss?$/ }).optional(),
  token_file: z.string().min(1).optional(),
  api_url: z.url({ protocol: /^https?$/ }).optional(),
  api_key_file: z.string().min(1).optional(),
});

const rtlTcp = z.strictObject({
  type: z.literal("rtl_tcp"),
  host: z.string().min(1).default("127.0.0.1"),
  port: port.default(1234),
  sample_rate_hz: frequency.default(2_400_000),
  centre_hz: frequency.default(867_800_000),
  gain_db: z.number().min(0).max(100).optional(),
  ppm: z.int().min(-200).max(200).default(0),
  bias_tee: z.boolean().default(false),
});

const file = z.strictObject({
  type: z.enum(["file", "stdin"]),
  path: z.string().min(1).optional(),
  format: z.enum(["cu8", "cs8", "cs16", "cf32"]).optional(),
  sample_rate_hz: frequency.optional(),
  centre_hz: frequency.optional(),
  gain_db: z.number().optional(),
  real_time: z.boolean().optional(),
});

const receiver = z.strictObject({
  channels_hz: z
    .array(frequency)
    .min(1)
    .max(64)
    .default([...EU868_CHANNELS_HZ]),
  spreading_factors: z.array(z.int().min(7).max(12)).min(1).default([7, 8, 9, 10, 11, 12]),
  bandwidth_hz: z
    .union([z.literal(125_000), z.literal(250_000), z.literal(500_000)])
    .default(125_000),
  max_bias_hz: z.number().positive().max(60_000).default(25_000),
  longest_preamble: z.int().min(8).max(256).default(16),
  decode: z.boolean().default(true),
  whole_frames: z.boolean().default(true),
  workers: z.int().min(1).max(8).default(1),
  soft: z.enum(["auto", "always", "never"]).default("auto"),
  sync_words: z.array(z.int().min(0).max(255)).min(1).default([0x34]),
  rssi_offset_db: z.number().min(-200).max(100).optional(),
  snippets_mb: z.number().min(0).max(4096).default(4),
  spectrum_bins: z
    .union([z.literal(0), z.literal(128), z.literal(256), z.literal(512), z.literal(1024)])
    .default(256),
  beacons_hz: z.array(frequency).max(16).default([]),
  beacon_spreading_factor: z.union([z.literal(9), z.literal(10), z.literal(12)]).default(9),
  spectrum_row_ms: z.number().min(20).max(10_000).default(100),
});

const clock = z.strictObject({
  discipline: z.enum(["ntp", "none"]).default("none"),
  sd_ms: z.number().positive().default(5),
  latency_ms: z.number().positive().max(1000).optional(),
  trust_beacons: z.boolean().default(false),
});

const forwarder = z.strictObject({
  listen: z.string().min(1).default("127.0.0.1"),
  port: port.optional(),
  mode: z.enum(["proxy", "beside"]).default("proxy"),
  log: z.string().min(1).optional(),
  log_offset_s: z.number().min(0).max(86_400).default(0),
  match_wait_ms: z.number().min(0).max(800).default(250),
  timestamp_sd_us: z.number().min(0).max(10_000).default(5),
});

const status = z.strictObject({
  listen: z.enum(["127.0.0.1", "::1", "localhost"]).default("127.0.0.1"),
  port,
});

/** The configuration file. Every field is described in examples/gateway/lorats-gateway.toml. */
export const GATEWAY_CONFIG: z.ZodType<GatewayConfig> = z.strictObject({
  gateway: z.strictObject({
    eui: z.string().regex(/^[0-9a-fA-F]{16}$/, "must be 16 hexadecimal digits"),
    spool: z.string().min(1),
    spool_max_mb: z.number().positive().max(100_000).default(64),
    key_file: z.string().min(1).optional(),
  }),
  server: z.array(server).min(1),
  forwarder: forwarder.optional(),
  sdr: z.discriminatedUnion("type", [rtlTcp, file]).optional(),
  receiver: receiver.prefault({}),
  clock: clock.prefault({}),
  status: status.optional(),
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
