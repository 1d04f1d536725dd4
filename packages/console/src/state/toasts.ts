import { createStore } from "./store.ts";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "good" | "bad";
  readonly undo?: (() => void) | undefined;
}

export const toasts = createStore<readonly Toast[]>([]);
const SHOWN_MS = 6_000;
/** Time enough to read it and to change one's mind. */
const UNDOABLE_MS = 10_000;
let counter = 0;

/** Says something in the corner for a moment. */
export function toast(text: string, options: Partial<Pick<Toast, "tone" | "undo">> = {}): void {
  const id = ++counter;
  toasts.set([...toasts.get().slice(-3), { id, text, tone: "good", ...options }]);
  setTimeout(() => dismiss(id), options.undo ? UNDOABLE_MS : SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((one) => one.id !== id));
}
