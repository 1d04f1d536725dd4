import { messages } from "../i18n/messages.ts";

export const text = messages("verdict", {
  genuine: "genuine",
  unverified: "unverified",
  suspect: "suspect",
  replayed: "replayed",
  genuineSays: "The evidence fits this device, sent at this time",
  unverifiedSays: "Nothing to judge by yet: neither genuine nor replayed",
  suspectSays: "Some evidence speaks against this frame",
  replayedSays: "Held back and sent again by another radio",
});
