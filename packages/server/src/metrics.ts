import { monitorEventLoopDelay } from "node:perf_hooks";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What the server counts about itself, for `/metrics`. */
export class Metrics {
  readonly registry: Registry = new Registry();
  readonly doorMessages: Counter<"door" | "type"> = this.#counter(
    "lorats_gateway_messages_total",
    "Messages of gateways, by door and type",
    ["door", "type"],
  );
  readonly doorRefused: Counter<"door" | "reason"> = this.#counter(
    "lorats_gateway_refused_total",
    "Messages of gateways, or parts of them, that were not taken, by door and reason",
    ["door", "reason"],
  );
  readonly gatewayMoves: Counter<"door"> = this.#counter(
    "lorats_gateway_moves_total",
    "Gateways that began to send from another address",
    ["door"],
  );
  readonly acknowledgeSeconds: Histogram<"door"> = new Histogram({
    name: "lorats_gateway_acknowledge_seconds",
    help: "From a message with frames to its acknowledgement, the log's sync included",
    labelNames: ["door"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers: [this.registry],
  });
  readonly mqttPublished: Counter = this.#counter(
    "lorats_mqtt_published_total",
    "Events handed to the MQTT broker",
    [],
  );
  readonly mqttRefused: Counter<"reason"> = this.#counter(
    "lorats_mqtt_refused_total",
    "Connections, subscriptions and messages that the MQTT broker refused, by reason",
    ["reason"],
  );
  readonly logArchived: Counter = this.#counter(
    "lorats_log_archived_total",
    "Events that moved from the database into the archive",
    [],
  );
  readonly logExpired: Counter = this.#counter(
    "lorats_log_expired_total",
    "Events that left the archive, as what is kept of their class is over",
    [],
  );
  readonly mqttDropped: Counter = this.#counter(
    "lorats_mqtt_dropped_total",
    "Messages that were not kept for an MQTT client that is away, since too many waited already",
    [],
  );
  readonly httpRequests: Counter<"method" | "status"> = this.#counter(
    "lorats_http_requests_total",
    "HTTP requests, by method and status",
    ["method", "status"],
  );
  readonly signIns: Counter<"with" | "outcome"> = this.#counter(
    "lorats_sign_ins_total",
    "Sign-ins, by way and outcome: `in`, or the code of the refusal",
    ["with", "outcome"],
  );
  readonly quotaRefused: Counter<"quota"> = this.#counter(
    "lorats_quota_refused_total",
    "What quotas of tenants refused, by quota",
    ["quota"],
  );
  readonly locations: Counter<"source"> = this.#counter(
    "lorats_locations_total",
    "Places of devices that were told, by how they are known",
    ["source"],
  );
  readonly #loopDelay = monitorEventLoopDelay({ resolution: 10 });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#loopDelay.enable();
    this.gauge("lorats_event_loop_delay_p99_seconds", "Event-loop delay, 99th percentile", () => {
      const p99 = this.#loopDelay.percentile(99) / 1e9;
      this.#loopDelay.reset();
      return p99;
    });
  }

  /** A figure that is looked up when somebody asks; one that cannot be had is left out, and the others are told. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const { registry } = this;
    // eslint-disable-next-line no-new -- it registers itself
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        try {
          this.set(await read());
        } catch {
          this.remove();
        }
      },
    });
  }

  /** The same for a count that somebody else keeps; its name ends in `_total`. */
  total(name: string, help: string, read: () => number | Promise<number>): void {
    const { registry } = this;
    // eslint-disable-next-line no-new -- it registers itself
    new Counter({
      name,
      help,
      registers: [registry],
      async collect() {
        try {
          const value = await read();
          this.reset();
          this.inc(value);
        } catch {
          this.remove();
        }
      },
    });
  }

  /** Counts that somebody else keeps, by name. */
  totals(name: string, help: string, read: () => ReadonlyMap<string, number>): void {
    // eslint-disable-next-line no-new -- it registers itself
    new Counter({
      name,
      help,
      labelNames: ["name"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [label, value] of read()) this.inc({ name: label }, value);
      },
    });
  }

  stop(): void {
    this.#loopDelay.disable();
    this.registry.clear();
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
