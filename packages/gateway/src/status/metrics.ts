import { COUNTERS, type CounterName } from "../counters.ts";
import type { Gateway } from "../gateway.ts";

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number | null;
}

/** Prometheus' text format, version 0.0.4. Values that are not known are left out. */
export function metricsText(gateway: Gateway): string {
  const lines: string[] = [];
  const add = (name: string, type: "counter" | "gauge", help: string, samples: Sample[]): void => {
    const known = samples.filter(({ value }) => value !== null && Number.isFinite(value));
    if (known.length === 0) return;
    lines.push(`# HELP lorats_gateway_${name} ${help}`, `# TYPE lorats_gateway_${name} ${type}`);
    for (const { labels, value } of known)
      lines.push(`lorats_gateway_${name}${label(labels)} ${value}`);
  };
  for (const name of Object.keys(COUNTERS) as CounterName[]) {
    add(`${snake(name)}_total`, "counter", COUNTERS[name], [{ value: gateway.counters[name] }]);
  }
  addServers(gateway, add);
  addSdr(gateway, add);
  const { latencies } = gateway.uplink;
  add("latency_seconds", "gauge", "From a frame's end to its hand-over, by quantile", [
    { labels: { quantile: "0.5" }, value: seconds(latencies.quantile(0.5)) },
    { labels: { quantile: "0.99" }, value: seconds(latencies.quantile(0.99)) },
  ]);
  add("resident_memory_bytes", "gauge", "Memory of the process", [
    { value: process.memoryUsage.rss() },
  ]);
  return `${lines.join("\n")}\n`;
}

type Add = (name: string, type: "counter" | "gauge", help: string, samples: Sample[]) => void;

function addServers({ forwarder }: Gateway, add: Add): void {
  const each = (value: (link: (typeof forwarder.links)[number]) => number): Sample[] =>
    forwarder.links.map((link) => ({ labels: { server: link.address.name }, value: value(link) }));
  add(
    "server_up",
    "gauge",
    "Whether the server acknowledges",
    each((link) => (link.isUp ? 1 : 0)),
  );
  add(
    "server_waiting",
    "gauge",
    "Datagrams without acknowledgement",
    each((link) => link.waiting),
  );
  add(
    "server_sent_total",
    "counter",
    "Datagrams sent, repeats included",
    each((link) => link.sent),
  );
  add(
    "server_acknowledged_total",
    "counter",
    "Datagrams acknowledged",
    each((link) => link.acknowledged),
  );
  const { journal } = forwarder;
  add("spool_datagrams", "gauge", "Datagrams that a server lacks", [{ value: journal.size }]);
  add("spool_bytes", "gauge", "Size of the spool on disk", [{ value: journal.bytes }]);
  add("spool_dropped_total", "counter", "Datagrams given up since the spool was full", [
    { value: journal.dropped },
  ]);
  add("spool_in_memory_only", "gauge", "Datagrams that the disk did not take", [
    { value: journal.inMemoryOnly },
  ]);
  add("spool_unwritten_total", "counter", "Lines of the spool that the disk did not take", [
    { value: journal.unwritten },
  ]);
}

function addSdr(gateway: Gateway, add: Add): void {
  if (!gateway.sdr) return;
  const { state, clockSdNs, clippedShare, noiseDbfs, lostSamples, clockJumps } =
    gateway.sdr.health();
  const one = (value: number | null | undefined): Sample[] => [{ value: value ?? null }];
  add("sdr_up", "gauge", "Whether samples come", one(state === "down" ? 0 : 1));
  add("sdr_lag_seconds", "gauge", "Samples that wait for the receivers", one(gateway.sdr.lagS));
  add("sdr_lost_samples_total", "counter", "Samples that no receiver saw", one(lostSamples));
  add("sdr_clock_jumps_total", "counter", "Gaps in the stream", one(clockJumps));
  add("sdr_clipped_share", "gauge", "Share of samples at full scale", one(clippedShare));
  add("sdr_noise_dbfs", "gauge", "Noise in a channel", one(noiseDbfs));
  add(
    "clock_sd_seconds",
    "gauge",
    "Standard deviation of the sample clock",
    one(seconds(clockSdNs, 1e9)),
  );
  add(
    "receiver_bias_hertz",
    "gauge",
    "Carrier of the own concentrator as the SDR sees it, minus nominal",
    one(gateway.receiverBias?.biasHz),
  );
  add(
    "crystal_ppm",
    "gauge",
    "Error of the SDR's crystal",
    one(gateway.sdr.context?.clock.ratePpm),
  );
}

function seconds(value: number | null | undefined, divisor = 1e3): number | null {
  return value === null || value === undefined ? null : value / divisor;
}

function label(labels: Readonly<Record<string, string>> | undefined): string {
  if (!labels) return "";
  const parts = Object.entries(labels).map(([name, text]) => `${name}="${escape(text)}"`);
  return `{${parts.join(",")}}`;
}

function escape(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
