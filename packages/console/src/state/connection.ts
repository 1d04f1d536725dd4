import { createStore } from "./store.ts";

/** Whether the server answers, as the newest call told. */
export interface Connection {
  readonly answers: boolean;
  /** ms since the Unix epoch of the last answer. */
  readonly answeredAtMs: number;
}

export const connection = createStore<Connection>({ answers: true, answeredAtMs: Date.now() });

export function noteAnswer(): void {
  const now = Date.now();
  const { answers, answeredAtMs } = connection.get();
  if (!answers || now - answeredAtMs > 1000) connection.set({ answers: true, answeredAtMs: now });
}

export function noteSilence(): void {
  const { answers, answeredAtMs } = connection.get();
  if (answers) connection.set({ answers: false, answeredAtMs });
}
