import { COUNTERS, type CounterName, type Counters } from "../counters.ts";
import type { SdrHealth } from "@lorats/backhaul";
import type { Gateway } from "../gateway.ts";

export interface GatewayStatus {
  readonly concentrator: "alive" | "silent";
  readonly sdr:
    | (SdrHealth & {
        readonly lagS: number;
        /** Why no samples come; null when they do. */
        readonly trouble: string | null;
        readonly crystalPpm: number | null;
        readonly pilotBiasHz: number | null;
      })
    | null;
  readonly servers: readonly {
    readonly name: string;
    readonly up: boolean;
    readonly waiting: number;
    readonly acknowledged: number;
  }[];
  readonly spool: {
    readonly datagrams: number;
    readonly bytes: number;
    readonly dropped: number;
    /** Why nothing can be written; null when it can. */
    readonly trouble: string | null;
  };
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null };
  readonly counters: Counters;
}

export function gatewayStatus(gateway: Gateway): GatewayStatus {
  const { sdr, forwarder, uplink, counters } = gateway;
  const { journal, links } = forwarder;
  return {
    concentrator: gateway.concentratorIsAlive ? "alive" : "silent",
    sdr: sdr && {
      ...sdr.health(),
      lagS: Number(sdr.lagS.toFixed(3)),
      trouble: sdr.trouble,
      crystalPpm: sdr.context?.clock.ratePpm ?? null,
      pilotBiasHz: gateway.receiverBias?.biasHz ?? null,
    },
    servers: links.map(({ address, isUp, waiting, acknowledged }) => ({
      name: address.name,
      up: isUp,
      waiting,
      acknowledged,
    })),
    spool: {
      datagrams: journal.size,
      bytes: journal.bytes,
      dropped: journal.dropped,
      trouble: journal.trouble,
    },
    latencyMs: { p50: uplink.latencies.quantile(0.5), p99: uplink.latencies.quantile(0.99) },
    counters,
  };
}

/** One page without scripts, which renews itself. */
export function statusPage(status: GatewayStatus): string {
  const { sdr, servers, spool, counters, concentrator, latencyMs } = status;
  const rows: [string, string][] = [
    ["Concentrator", concentrator],
    [
      "SDR",
      sdr ? `${sdr.state}${sdr.trouble === null ? "" : `: ${sdr.trouble}`}` : "none configured",
    ],
    ["Clock", sdr ? `${sdr.clock}, ± ${duration(sdr.clockSdNs)}` : "–"],
    ["Crystal", sdr?.crystalPpm == null ? "–" : `${sdr.crystalPpm.toFixed(2)} ppm`],
    [
      "Bias to own concentrator",
      sdr?.pilotBiasHz == null ? "–" : `${sdr.pilotBiasHz.toFixed(1)} Hz`,
    ],
    ["Samples lost", String(sdr?.lostSamples ?? "–")],
    ["Clipped", sdr?.clippedShare === undefined ? "–" : `${(100 * sdr.clippedShare).toFixed(3)} %`],
    ["Latency", `${milliseconds(latencyMs.p50)} (median), ${milliseconds(latencyMs.p99)} (99 %)`],
    ...servers.map((server): [string, string] => [
      `Server ${server.name}`,
      `${stateOf(server)}, ${server.waiting} waiting`,
    ]),
    [
      "Spool",
      `${spool.datagrams} datagrams, ${spool.bytes} bytes, ${spool.dropped} given up` +
        (spool.trouble === null ? "" : `; kept in memory only: ${spool.trouble}`),
    ],
    ...(Object.keys(COUNTERS) as CounterName[]).map((name): [string, string] => [
      COUNTERS[name],
      String(counters[name]),
    ]),
  ];
  const body = rows.map(([name, value]) => `<tr><th>${html(name)}<td>${html(value)}`).join("\n");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>LoRaTS gateway</title>
<style>:root{color-scheme:light dark}body{font:16px system-ui;margin:2em auto;max-width:50em;padding:0 1em}th{text-align:left;font-weight:normal;padding-right:2em}td{font-variant-numeric:tabular-nums}</style>
<h1>LoRaTS gateway</h1><table>
${body}
</table></html>
`;
}

function stateOf({ up, acknowledged }: GatewayStatus["servers"][number]): string {
  if (!up) return "does not answer";
  return acknowledged > 0 ? "answers" : "was told nothing yet that it had to answer";
}

function duration(ns: number | undefined): string {
  if (ns === undefined) return "unknown";
  if (ns < 1e3) return `${ns.toFixed(0)} ns`;
  if (ns < 1e6) return `${(ns / 1e3).toFixed(1)} µs`;
  return ns < 1e9 ? `${(ns / 1e6).toFixed(1)} ms` : `${(ns / 1e9).toFixed(0)} s`;
}

function milliseconds(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(1)} ms`;
}

function html(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
