import type { LtsPilot, LtsSideReport, LtsSighting } from "@lorats/backhaul";
import type { CancelTimer, Clock } from "@lorats/base";

const LONGEST_WAIT_MS = 500;
/** Keeps a datagram below the size of one Ethernet frame. */
const MOST = 5;

/** Collects orphans and pilots for a moment, so that a burst of them makes few datagrams. */
export class SideReports {
  readonly #clock: Clock;
  readonly #send: (report: LtsSideReport) => void;
  #orphans: LtsSighting[] = [];
  #pilots: LtsPilot[] = [];
  #cancel: CancelTimer | null = null;

  constructor(clock: Clock, send: (report: LtsSideReport) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  addOrphan(orphan: LtsSighting): void {
    this.#orphans.push(orphan);
    this.#arm();
  }

  addPilot(pilot: LtsPilot): void {
    this.#pilots.push(pilot);
    this.#arm();
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#orphans.length + this.#pilots.length === 0) return;
    this.#send({ orphans: this.#orphans, pilots: this.#pilots });
    this.#orphans = [];
    this.#pilots = [];
  }

  #arm(): void {
    if (this.#orphans.length + this.#pilots.length >= MOST) this.flush();
    else this.#cancel ??= this.#clock.after(LONGEST_WAIT_MS, () => this.flush());
  }
}
