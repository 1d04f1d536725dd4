import { messages } from "../../i18n/messages.ts";

export const text = messages("deadLetters", {
  letters: "Dead letters",
  lettersNote: "What the other side refused for good, with its answer; the newest first",
  noLettersTitle: "No dead letters",
  noLetters:
    "Whatever the other side refuses for good is kept here, to be sent again once it is mended.",
  event: "Event",
  device: "Device",
  reason: "Why it was refused",
  when: "When",
  replayAll: "Send all again",
  replayAllTitle: "Send everything that was refused again?",
  replayAllNote: "The oldest thousand, in their order. What is refused again stays here.",
  replay: "Send again",
  replayed:
    "{delivered, plural, one {# was} other {# were}} taken, {refused, plural, =0 {none} other {#}} refused again",
  letter: "Dead letter",
});
