import { useSyncExternalStore } from "react";

/** A value outside React that components can read and anybody may set. */
export interface Store<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A choice that this browser remembers; where storage is forbidden it lasts as long as the page. */
export function createRemembered<T extends string>(
  key: string,
  initial: T,
  isValid: (text: string) => text is T,
): Store<T> {
  const store = createStore(initial);
  try {
    const text = localStorage.getItem(key);
    if (text !== null && isValid(text)) store.set(text);
    store.subscribe(() => localStorage.setItem(key, store.get()));
  } catch {
    // Storage may be forbidden.
  }
  return store;
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
