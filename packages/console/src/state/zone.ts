import { createRemembered, useStore } from "./store.ts";

/** In which zone times are printed. */
export type Zone = "local" | "utc";

export const zone = createRemembered<Zone>(
  "lorats-zone",
  "local",
  (text): text is Zone => text === "local" || text === "utc",
);

export function useZone(): Zone {
  return useStore(zone);
}

/** The viewer's zone by name, such as `Europe/Berlin`. */
export function localZoneName(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What `Intl` wants for a zone; undefined stands for the viewer's own. */
export function timeZoneOf(chosen: Zone): string | undefined {
  return chosen === "utc" ? "UTC" : undefined;
}
