import { authMethods, me, passwordChange, signIn } from "../schemas/access.ts";
import { serverInfo } from "../schemas/server-info.ts";
import { endpoint, read } from "./endpoint.ts";

export const sessionEndpoints = {
  authMethods: read("How can people sign in?", "public", { response: authMethods }),
  signIn: endpoint("Sign in, with a one-time token or a password", "public", 204, { body: signIn }),
  signOut: endpoint("Sign out", "signed-in", 204, {}),
  me: read("Who am I, and what may I do?", "signed-in", { response: me }),
  changePassword: endpoint("Set my password", "signed-in", 204, { body: passwordChange }),
  serverInfo: read("Where gateways and programs connect", "signed-in", { response: serverInfo }),
} as const;
