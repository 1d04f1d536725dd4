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
    /** Datagrams that the disk did not take and a restart would lose. */
    readonly inMemoryOnly: number;
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
      inMemoryOnly: journal.inMemoryOnly,
      trouble: journal.trouble,
    },
    latencyMs: { p50: uplink.latencies.quantile(0.5), p99: uplink.latencies.quantile(0.99) },
    counters,
  };
}

type Row = readonly [name: string, value: string];

/** One page without scripts, which renews itself. */
export function statusPage(status: GatewayStatus): string {
  const { servers, counters } = status;
  const sections: readonly (readonly [title: string, rows: readonly Row[]])[] = [
    ["Antenna", antennaRows(status)],
    ["Servers", [...servers.map(serverRow), spoolRow(status)]],
    [
      "Since the start",
      (Object.keys(COUNTERS) as CounterName[]).map((name) => [
        COUNTERS[name],
        grouped(counters[name]),
      ]),
    ],
  ];
  const body = sections.map(([title, rows]) => `<h2>${title}</h2>\n${tableOf(rows)}`).join("\n");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>LoRaTS gateway</title>
<style>${STYLE}</style>
<h1>LoRaTS gateway</h1>
${body}
</html>
`;
}

const STYLE = [
  ":root{color-scheme:light dark}",
  "body{font:16px/1.4 system-ui,sans-serif;margin:1.5em auto;max-width:44em;padding:0 1em}",
  "h1{font-size:1.5em;margin:0}h2{font-size:1.05em;margin:1.6em 0 .3em}",
  "table{border-collapse:collapse;width:100%}",
  "th,td{padding:.3em 0;vertical-align:top;border-top:1px solid #8884}",
  "th{text-align:left;font-weight:normal;padding-right:1.5em}",
  "td{text-align:right;font-variant-numeric:tabular-nums}",
  ".none{opacity:.55}",
].join("");

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(([name, value]) => {
    const quiet = value === "0" || value === UNKNOWN ? ' class="none"' : "";
    return `<tr${quiet}><th>${html(name)}<td>${html(value)}`;
  });
  return `<table>\n${lines.join("\n")}\n</table>`;
}

const UNKNOWN = "–";

function antennaRows({ sdr, concentrator, latencyMs }: GatewayStatus): Row[] {
  const trouble = sdr?.trouble == null ? "" : `: ${sdr.trouble}`;
  const { p50, p99 } = latencyMs;
  return [
    ["Concentrator", concentrator],
    ["SDR", sdr ? `${sdr.state}${trouble}` : "none configured"],
    ["Time of samples", sdr ? timeOf(sdr) : UNKNOWN],
    ["Crystal of the SDR", sdr?.crystalPpm == null ? UNKNOWN : `${signed(sdr.crystalPpm, 2)} ppm`],
    [
      "Bias of its own concentrator's carrier",
      sdr?.pilotBiasHz == null ? UNKNOWN : `${signed(sdr.pilotBiasHz, 1)} Hz`,
    ],
    ["Samples that wait", sdr ? `${sdr.lagS.toFixed(2)} s` : UNKNOWN],
    ["Samples lost", sdr?.lostSamples === undefined ? UNKNOWN : grouped(sdr.lostSamples)],
    [
      "Samples at full scale",
      sdr?.clippedShare === undefined ? UNKNOWN : `${(100 * sdr.clippedShare).toFixed(3)} %`,
    ],
    [
      "From a frame's end to its hand-over",
      p50 === null ? UNKNOWN : `${milliseconds(p50)}; 99 % within ${milliseconds(p99)}`,
    ],
  ];
}

/** In words. */
const SOURCES: Readonly<Record<Exclude<SdrHealth["clock"], "none">, string>> = {
  pps: "the concentrator's PPS",
  gps: "GPS time",
  ntp: "this computer's clock",
};

function timeOf({ clock, clockSdNs }: Pick<SdrHealth, "clock" | "clockSdNs">): string {
  if (clock === "none") return "not known: [clock] vouches for nothing";
  return `from ${SOURCES[clock]}, ± ${duration(clockSdNs)}`;
}

function serverRow(server: GatewayStatus["servers"][number]): Row {
  return [server.name, `${stateOf(server)}, ${grouped(server.waiting)} waiting`];
}

function spoolRow({ spool }: GatewayStatus): Row {
  const { datagrams, bytes, dropped, inMemoryOnly, trouble } = spool;
  const kept = `${grouped(datagrams)} datagrams, ${(bytes / 1e6).toFixed(1)} MB`;
  const parts = [kept, ...(dropped > 0 ? [`${grouped(dropped)} given up`] : [])];
  const why = trouble === null ? "" : `; ${grouped(inMemoryOnly)} in memory only: ${trouble}`;
  return ["Spool", parts.join(", ") + why];
}

/** Thousands apart. */
function grouped(count: number): string {
  return count.toLocaleString("en").replaceAll(",", "\u202f");
}

function signed(value: number, digits: number): string {
  return value.toFixed(digits).replace("-", "\u2212");
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
