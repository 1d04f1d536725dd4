import type { ServerOptions } from "node:https";
import type { CancelTimer } from "@lorats/base";
import type { TlsIdentity } from "../doors/common/tls-identity.ts";

/** A certificate that is replaced now and then, wherever the next one comes from. */
export abstract class HeldIdentity implements TlsIdentity {
  readonly #listeners = new Set<() => void>();
  #options: ServerOptions = {};
  /** What is to happen next. */
  protected cancel: CancelTimer = () => {};

  serverOptions(): ServerOptions {
    return this.#options;
  }

  onRenewed(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.cancel();
  }

  protected take(options: ServerOptions): void {
    this.#options = options;
    for (const listener of this.#listeners) listener();
  }
}
