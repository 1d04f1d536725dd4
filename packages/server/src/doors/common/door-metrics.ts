import type { Door as DoorName } from "@lorats/network";
import type { Metrics } from "../../metrics.ts";

/** One door's counts. */
export class DoorMetrics {
  readonly #metrics: Metrics;
  readonly #door: DoorName;

  constructor(metrics: Metrics, door: DoorName) {
    this.#metrics = metrics;
    this.#door = door;
  }

  message(type: string): void {
    this.#metrics.doorMessages.inc({ door: this.#door, type });
  }

  refuse(reason: string, count = 1): void {
    this.#metrics.doorRefused.inc({ door: this.#door, reason }, count);
  }

  moved(): void {
    this.#metrics.gatewayMoves.inc({ door: this.#door });
  }

  /** Call what it returns when the message is acknowledged. */
  timeAcknowledgement(): () => void {
    return this.#metrics.acknowledgeSeconds.startTimer({ door: this.#door });
  }
}
