import type { Door as DoorName } from "@lorats/network";
import type { Counter, Histogram } from "prom-client";
import type { Metrics } from "../../metrics.ts";

/** One door's counts. HOT PATH: labels are looked up once for each type of message. */
export class DoorMetrics {
  readonly #metrics: Metrics;
  readonly #door: DoorName;
  readonly #messages = new Map<string, Counter.Internal>();
  readonly #acknowledgements: Histogram.Internal<"door">;

  constructor(metrics: Metrics, door: DoorName) {
    this.#metrics = metrics;
    this.#door = door;
    this.#acknowledgements = metrics.acknowledgeSeconds.labels({ door });
  }

  message(type: string): void {
    let counter = this.#messages.get(type);
    if (!counter) {
      counter = this.#metrics.doorMessages.labels({ door: this.#door, type });
      this.#messages.set(type, counter);
    }
    counter.inc();
  }

  refuse(reason: string, count = 1): void {
    this.#metrics.doorRefused.inc({ door: this.#door, reason }, count);
  }

  moved(): void {
    this.#metrics.gatewayMoves.inc({ door: this.#door });
  }

  /** Call what it returns when the message is acknowledged. */
  timeAcknowledgement(): () => void {
    const began = performance.now();
    return () => this.#acknowledgements.observe((performance.now() - began) / 1000);
  }
}
