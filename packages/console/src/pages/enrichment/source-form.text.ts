import { messages } from "../../i18n/messages.ts";

export const text = messages("enrichment-form", {
  add: "Add a source",
  kind: "What it is",
  name: "Name",
  field: "Field",
  fieldHint: "Its values stand at external.{field}",
  everyApplication: "Every application",
  refreshMinutes: "Asked every",
  holdsMinutes: "Its word holds for",
  holdsHint: "Frames that come later get none",
  minutes: "min",
  enabled: "Ask it",
  secretWhat: "What its address needs and nobody is to see",
  saved: "{name} was saved",
});
