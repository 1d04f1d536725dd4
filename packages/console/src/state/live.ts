import type { LiveEvent } from "@lorats/api";
import { useEffect, useRef } from "react";
import { client, isSignedOut, queries } from "../client.ts";
import { useTenantId, type TenantId } from "./access.ts";
import { createStore, useStore, type Store } from "./store.ts";

export type LiveState = "connecting" | "open" | "waiting" | "refused";
type Listener = (event: LiveEvent) => void;

/** Work on events in one go, at most. */
const SLICE_MS = 12;

/** One stream for all parts of the page that listen, open while somebody does. */
class LiveHub {
  readonly state: Store<LiveState> = createStore<LiveState>("connecting");
  readonly #listeners = new Set<Listener>();
  #tenantId: TenantId | undefined;
  #stop: AbortController | undefined;

  listen(tenantId: TenantId | undefined, listener: Listener): () => void {
    this.#listeners.add(listener);
    if (!this.#stop || tenantId !== this.#tenantId) this.#open(tenantId);
    return () => {
      this.#listeners.delete(listener);
      // A page that follows at once listens on through the same connection.
      setTimeout(() => {
        if (this.#listeners.size === 0) this.#close();
      }, 1000);
    };
  }

  #open(tenantId: TenantId | undefined): void {
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#tenantId = tenantId;
    this.state.set("connecting");
    void this.#run(stop.signal, tenantId);
  }

  async #run(signal: AbortSignal, tenantId: TenantId | undefined): Promise<void> {
    const onState = (state: "open" | "waiting"): void => {
      if (!signal.aborted) this.state.set(state);
    };
    try {
      let yieldedAt = performance.now();
      for await (const event of client.stream({ signal, onState, tenantId })) {
        for (const listener of this.#listeners) listener(event);
        // Much may have come at once: clicks and pictures go between.
        if (performance.now() - yieldedAt > SLICE_MS) {
          await new Promise((resolve) => setTimeout(resolve));
          yieldedAt = performance.now();
        }
      }
    } catch (error) {
      this.state.set("refused");
      if (isSignedOut(error)) void queries.invalidateQueries({ queryKey: ["me"] });
    }
  }

  #close(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.state.set("connecting");
  }
}

const hub = new LiveHub();

/** Hears of everything that happens in the tenant that is open. */
export function useLiveEvents(listener: Listener): LiveState {
  const tenantId = useTenantId();
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => hub.listen(tenantId, (event) => newest.current(event)), [tenantId]);
  return useStore(hub.state);
}
