import { messages } from "../../i18n/messages.ts";

export const text = messages("enrichment", {
  title: "Enrichment",
  note: "What others know, beside what devices say: the weather where a device is, what a calendar says at its hour.",
  add: "Add a source",
  emptyTitle: "No sources yet",
  empty:
    "A source is asked every few minutes. What it says stands in the log, under external in decoded payloads, and among the measurements.",
  name: "Name",
  delete: "Delete the source",
  deleteTitle: "Delete {name}?",
  deleteNote: "What it said stays with the frames that it was said of.",
  deleted: "{name} was deleted",
  state: "State",
  works: "works",
  fails: "fails",
  waits: "waits",
  off: "off",
  last: "Last answer",
  never: "never",
  answers: "Answers",
  places: "Places",
});
