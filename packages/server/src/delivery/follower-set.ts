import { errorLine } from "@lorats/base";

interface Following {
  run(signal: AbortSignal): Promise<void>;
}

interface Running<F> {
  readonly version: number;
  readonly follower: F;
  readonly stop: () => Promise<void>;
}

/** Followers that come and go as people set things up: one for each target, each at its own pace. */
export class FollowerSet<F extends Following> {
  readonly #running = new Map<string, Running<F>>();
  readonly #failed: (error: string, id: string) => void;
  #changing: Promise<void> = Promise.resolve();

  constructor(failed: (error: string, id: string) => void) {
    this.#failed = failed;
  }

  get(id: string): F | undefined {
    return this.#running.get(id)?.follower;
  }

  /** Replaces what runs under this id, unless it runs in this version already. Nothing runs when `make` makes nothing. */
  set(id: string, version: number, make: () => Promise<F | undefined>): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#running.get(id)?.version === version) return;
      await this.#end(id);
      const follower = await make();
      if (!follower) return;
      const ended = new AbortController();
      const following = follower
        .run(ended.signal)
        .catch((error: unknown) => this.#failed(errorLine(error), id));
      const stop = async (): Promise<void> => {
        ended.abort();
        await following;
      };
      this.#running.set(id, { version, follower, stop });
    });
  }

  /** Ends one for good; `forget` then removes what it left behind. */
  remove(id: string, forget: () => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end(id);
      await forget();
    });
  }

  async stop(): Promise<void> {
    await this.#changing;
    await Promise.all([...this.#running.values()].map((running) => running.stop()));
    this.#running.clear();
  }

  async #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => {});
    await done;
  }

  async #end(id: string): Promise<void> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    await running?.stop();
  }
}
