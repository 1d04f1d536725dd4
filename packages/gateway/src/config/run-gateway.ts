import type { Clock, Eui64, Random } from "@lorats/base";
import { UNDISCIPLINED_SD_NS } from "../clock/sample-clock.ts";
import type { PacketLogOptions } from "../concentrator/packet-log.ts";
import { hmacWith } from "../forward/lts.ts";
import type { ServerAddress } from "../forward/server-link.ts";
import type { StationAddress } from "../forward/station-link.ts";
import { Gateway, type GatewayOptions, type Report } from "../gateway.ts";
import { FileSource } from "../iq/file-source.ts";
import type { IqSource } from "../iq/iq-source.ts";
import { RTL_BUFFER_SAMPLES, RtlTcpSource } from "../iq/rtl-tcp-source.ts";
import type { SdrSessionOptions } from "../sdr/sdr-session.ts";
import type { LoggedSighting } from "../snippets/sighting-log.ts";
import { StatusServer } from "../status/status-server.ts";
import { HttpServerApi } from "../upload/server-api.ts";
import { Uploader } from "../upload/uploader.ts";
import { loadApiKey, loadGatewayKey, loadToken, serverName } from "./config.ts";
import type { GatewayConfig, SdrConfig } from "./schema.ts";

/** A gateway at work. */
export interface RunningGateway {
  readonly gateway: Gateway;
  /** Where packet forwarders are served, and the status page; null without. */
  readonly udpPort: number | null;
  readonly statusPort: number | null;
  stop(): Promise<void>;
}

const MEGABYTE = 1_048_576;
/** RSSI without calibration: an R820T at full scale sees about −10 dBm less its gain. */
const FULL_SCALE_DBM = -10;
const USUAL_GAIN_DB = 40;

/** Builds the gateway that a configuration describes, and starts it. */
export async function runGateway(
  config: GatewayConfig,
  clock: Clock,
  random: Random,
  report: Report,
): Promise<RunningGateway> {
  const { gateway: own, forwarder, receiver, sdr } = config;
  const source = sdr ? sourceOf(sdr, clock) : null;
  const key = own.key_file === undefined ? null : loadGatewayKey(own.key_file);
  const gateway = new Gateway(
    {
      gatewayEui: own.eui.toLowerCase() as Eui64,
      servers: config.server.map(addressOf),
      spoolDirectory: own.spool,
      spoolMaxBytes: own.spool_max_mb * MEGABYTE,
      listen:
        forwarder?.port === undefined
          ? null
          : { host: forwarder.listen, port: forwarder.port, answers: forwarder.mode === "proxy" },
      log: logOf(config),
      hmac: key && hmacWith(key),
      beacons: await beaconsOf(config),
      sdr: sdr ? sessionOptions(config, sdr) : null,
      uplink: {
        matchWaitMs: forwarder?.match_wait_ms ?? 0,
        soft: receiver.soft,
        syncWords: receiver.sync_words,
        rssiOffsetDb: receiver.rssi_offset_db ?? FULL_SCALE_DBM - (sdr?.gain_db ?? USUAL_GAIN_DB),
      },
    },
    source,
    clock,
    random,
    report,
  );
  const uploaders = uploadersFor(config, gateway, clock, report);
  const status = config.status ? new StatusServer(gateway) : null;
  try {
    const udpPort = await gateway.start();
    const statusPort = status
      ? await status.listen(config.status!.listen, config.status!.port)
      : null;
    for (const uploader of uploaders) uploader.start();
    const stop = async (): Promise<void> => {
      for (const uploader of uploaders) uploader.stop();
      await status?.close();
      await gateway.stop();
    };
    return { gateway, udpPort, statusPort, stop };
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}

function logOf({ forwarder, gateway }: GatewayConfig): PacketLogOptions | null {
  if (forwarder?.log === undefined) return null;
  const gatewayEui = gateway.eui.toLowerCase() as Eui64;
  return { path: forwarder.log, gatewayEui, offsetS: forwarder.log_offset_s };
}

function addressOf(server: GatewayConfig["server"][number]): ServerAddress | StationAddress {
  const { host, port, uri, token_file: tokenFile } = server;
  const name = serverName(server);
  if (uri === undefined) return { name, host: host!, port };
  return { name, uri, token: tokenFile === undefined ? null : loadToken(tokenFile) };
}

/** What reads beacons is loaded by those who listen for them. */
async function beaconsOf({ receiver, clock }: GatewayConfig): Promise<GatewayOptions["beacons"]> {
  const { beacons_hz: freqsHz, beacon_spreading_factor: sf } = receiver;
  if (freqsHz.length === 0) return null;
  const options = {
    freqsHz,
    sf,
    bwHz: sf === 12 ? 500_000 : 125_000,
    trusted: clock.trust_beacons,
    knowsTime: clock.discipline === "ntp",
  };
  const { BeaconWatch } = await import("../pilots/beacon-watch.ts");
  return (ears, own) => new BeaconWatch(options, ears, own);
}

function uploadersFor(
  { server, gateway: own }: GatewayConfig,
  { sdr, uplink }: Gateway,
  clock: Clock,
  report: Report,
): Uploader[] {
  if (!sdr) return [];
  const source = {
    log: uplink.log,
    spectrum: sdr.spectrum,
    snippet: (logged: LoggedSighting) => sdr.snippet(logged),
  };
  return server.flatMap(({ api_url: url, api_key_file: keyFile }) => {
    if (url === undefined || keyFile === undefined) return [];
    const api = new HttpServerApi(url, loadApiKey(keyFile), own.eui.toLowerCase());
    return [new Uploader(api, source, clock, report)];
  });
}

function sourceOf(sdr: SdrConfig, clock: Clock): IqSource {
  if (sdr.type === "rtl_tcp") {
    return new RtlTcpSource(
      {
        host: sdr.host,
        port: sdr.port,
        sampleRateHz: sdr.sample_rate_hz,
        centreFreqHz: sdr.centre_hz,
        gainDb: sdr.gain_db ?? null,
        ppm: sdr.ppm,
        biasTee: sdr.bias_tee,
      },
      clock,
    );
  }
  return new FileSource(
    {
      path: sdr.type === "stdin" ? "-" : sdr.path!,
      format: sdr.format,
      sampleRateHz: sdr.sample_rate_hz,
      centreFreqHz: sdr.centre_hz,
      gainDb: sdr.gain_db,
      realTime: sdr.real_time,
    },
    clock,
  );
}

function sessionOptions(
  { receiver, clock, forwarder }: GatewayConfig,
  sdr: SdrConfig,
): SdrSessionOptions {
  const bufferMs = (RTL_BUFFER_SAMPLES / (sdr.sample_rate_hz ?? 2.4e6)) * 1e3;
  const isNtp = clock.discipline === "ntp";
  return {
    listen: {
      freqsHz: receiver.channels_hz,
      bwHz: receiver.bandwidth_hz,
      sfs: receiver.spreading_factors,
      maxBiasHz: receiver.max_bias_hz,
      longestPreamble: receiver.longest_preamble,
      demodulate: receiver.decode,
      wholeFrames: receiver.whole_frames,
      workers: receiver.workers,
      snippetBytes: receiver.snippets_mb * MEGABYTE,
      spectrum:
        receiver.spectrum_bins === 0
          ? null
          : { bins: receiver.spectrum_bins, rowS: receiver.spectrum_row_ms / 1e3 },
    },
    system: isNtp
      ? { source: "ntp", sdNs: clock.sd_ms * 1e6 }
      : { source: "none", sdNs: UNDISCIPLINED_SD_NS },
    concentratorSdNs: (forwarder?.timestamp_sd_us ?? 5) * 1e3,
    latencyNs: (clock.latency_ms ?? bufferMs) * 1e6,
  };
}
