import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { createClient, type LoratsClient } from "@lorats/api";

const SERVE = new URL("../doors/serve.ts", import.meta.url).pathname;

export interface Served {
  readonly httpUrl: string;
  readonly signInToken: string;
  readonly semtechUdp: { readonly port: number };
  readonly mqtt: { readonly port: number };
}

/** Starts a server in a process of its own, which can be killed and started again on the same folder. */
export async function serve(
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; served: Served }> {
  const child = spawn(process.execPath, [SERVE], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      LORATS_DATA_DIR: path.join(folder, "data"),
      LORATS_HTTP_PORT: "0",
      LORATS_MQTT_PORT: "0",
      LORATS_SEMTECH_UDP_PORT: "0",
      ...environment,
    },
  });
  const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  return { child, served: JSON.parse(line) as Served };
}

/** A client that may do everything. */
export async function signIn(served: Served): Promise<LoratsClient> {
  return createClient({ baseUrl: served.httpUrl, apiKey: await serverKey(served) });
}

/** An API key that may do everything. */
export async function serverKey({ httpUrl, signInToken }: Served): Promise<string> {
  const headers = { "content-type": "application/json", "x-lorats-client": "test" };
  const session = await fetch(`${httpUrl}/api/v1/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ token: signInToken }),
  });
  const cookie = session.headers.getSetCookie()[0]!.split(";")[0]!;
  const made = await fetch(`${httpUrl}/api/v1/api-keys`, {
    method: "POST",
    headers: { ...headers, cookie },
    body: JSON.stringify({ serverWide: true, name: "test", scopes: ["*"] }),
  });
  return ((await made.json()) as { secret: string }).secret;
}
