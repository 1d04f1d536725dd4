import { createRemembered } from "../state/store.ts";

/** Whether somebody is on the way through the first steps. */
export const guide = createRemembered<"on" | "off">(
  "lorats-guide",
  "off",
  (text): text is "on" | "off" => text === "on" || text === "off",
);
