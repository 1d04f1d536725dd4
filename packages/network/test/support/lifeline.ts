import type { Clock } from "@lorats/base";
import type { EventLog } from "@lorats/events";
import type { SessionStore } from "@lorats/network";

/**
 * What a process holds on to. Cut it, and the process is gone as after kill -9: its timers do not fire, what it asks
 * of the log or a store never happens, and answers that were on their way reach nobody.
 */
export class Lifeline {
  #alive = true;

  cut(): void {
    this.#alive = false;
  }

  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (delayMs, call) => clock.after(delayMs, () => this.#alive && call()),
    };
  }

  log(log: EventLog): EventLog {
    return {
      append: (events) => this.#only(() => log.append(events)),
      read: (query) => this.#only(() => log.read(query)),
      get: (positions) => this.#only(() => log.get(positions)),
      head: () => this.#only(() => log.head()),
      around: (time) => this.#only(() => log.around(time)),
      erase: (keys) => this.#only(() => log.erase(keys)),
      follow: (after, signal) => log.follow(after, signal),
    };
  }

  sessions(store: SessionStore): SessionStore {
    return {
      byDevAddr: (addrs) => this.#only(() => store.byDevAddr(addrs)),
      byDevice: (ids) => this.#only(() => store.byDevice(ids)),
      save: (rows) => this.#only(() => store.save(rows)),
      delete: (ids) => this.#only(() => store.delete(ids)),
      checkpoint: () => this.#only(() => store.checkpoint()),
      setCheckpoint: (position) => this.#only(() => store.setCheckpoint(position)),
    };
  }

  async #only<T>(call: () => Promise<T>): Promise<T> {
    if (!this.#alive) return await new Promise<T>(() => undefined);
    const result = await call();
    return this.#alive ? result : await new Promise<T>(() => undefined);
  }
}
