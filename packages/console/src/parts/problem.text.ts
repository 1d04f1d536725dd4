import { messages } from "../i18n/messages.ts";

export const text = messages("problem", {
  unreachable: "The server does not answer",
  unreachableAdvice:
    "Check that it is running and that this machine reaches it. What is shown may be old.",
  forbidden: "You may not do that",
  forbiddenAdvice: "{detail}. Ask an administrator of this tenant for the right.",
  missing: "There is no such thing here",
  missingAdvice: "It may have been deleted, or belongs to a tenant that you do not see.",
  conflict: "That cannot be done now",
  changedMeanwhile: "Somebody changed it meanwhile. Load it again and repeat your change.",
  throttled: "Too many attempts",
  unavailable: "The server cannot do that just now",
  broken: "Something went wrong in the server",
  brokenAdvice: "The server’s log has it under {id}. Trying again may help.",
  invalid: "Something in this does not fit",
  reload: "Load the page again",
  outdated: "The console was updated",
  outdatedAdvice: "This page belongs to an older version and cannot load its parts any more.",
  crashed: "This part of the page failed",
});
