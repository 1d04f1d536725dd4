import { messages } from "../i18n/messages.ts";

export const text = messages("sign-in", {
  ended: "Your session has ended. Sign in to go on where you were.",
  signIn: "Sign in",
  email: "E-mail",
  password: "Password",
  signingIn: "Signing in",
  firstTime: "The first time, use the one-time link that the server printed when it started.",
  badLink:
    "This one-time link was used already or is too old. Start the server again for a new one, or sign in with your password.",
  with: "Sign in with {name}",
  or: "or",
});

/** Why an identity provider let nobody in, by the server's code. */
const PROBLEMS = {
  OIDC_UNREACHABLE: "The identity provider does not answer. Try again in a moment.",
  OIDC_EXPIRED: "That took too long, or was used already. Start again.",
  OIDC_INVALID: "The identity provider’s answer proves nothing. Tell who runs this server.",
  OIDC_REFUSED: "The identity provider, or you, said no.",
  OIDC_EMAIL_UNVERIFIED: "The identity provider vouches for no e-mail address of yours.",
  OIDC_EMAIL_DOMAIN: "Your e-mail address is not one that this server takes from there.",
  OIDC_NOT_LINKED: "You have an account here that this identity provider may not open.",
  OIDC_IDENTITY_CHANGED:
    "Your address belonged to somebody else before. An administrator has to free the account.",
  OIDC_NO_ACCESS: "You are known there, but nothing here is open to you. Ask an administrator.",
};
const problems = messages("sign-in-problem", PROBLEMS);

export function providerProblem(code: string): string {
  return code in PROBLEMS ? problems(code as keyof typeof PROBLEMS) : `${text("signIn")}: ${code}`;
}
