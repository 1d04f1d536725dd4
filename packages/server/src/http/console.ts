import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import { UnavailableError } from "@lorats/base";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { newNonce, pagePolicy } from "./security-headers.ts";

/** The console's page for any path that is no file of it: its own router finds the way. Absent when not built. */
export type ConsolePage = (reply: FastifyReply) => Promise<FastifyReply>;

/** Serves the built console from `folder`. */
export async function registerConsole(
  app: FastifyInstance,
  folder: string,
): Promise<ConsolePage | undefined> {
  const file = path.join(folder, "index.html");
  if (!existsSync(file)) return undefined;
  const show: ConsolePage = async (reply) => {
    // Read each time: a console that was built anew names other files, and the old ones are gone.
    const page = await readFile(file, "utf8").catch((cause: unknown) => {
      throw new UnavailableError("CONSOLE_GONE", "the console is being built", { cause });
    });
    const nonce = newNonce();
    return reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-store")
      .header("content-security-policy", pagePolicy(nonce))
      .send(page.replaceAll("__CSP_NONCE__", nonce));
  };
  await app.register(async (pages) => {
    // Nobody can sign in without these, and they hold no data.
    pages.addHook("onRoute", (route) => {
      route.config = { ...route.config, access: "public" };
    });
    pages.get("/", { schema: { hide: true } }, (_, reply) => show(reply));
    await pages.register(fastifyStatic, {
      root: folder,
      index: false,
      schemaHide: true,
      // Vite puts a hash of the content into the names of assets.
      setHeaders: (reply, file) => {
        const hashed = file.includes(`${path.sep}assets${path.sep}`);
        void reply.header(
          "cache-control",
          hashed ? "public, max-age=31536000, immutable" : "no-cache",
        );
      },
    });
  });
  return show;
}

/** Where people sign in who came to read the API's documents, and go on to them. */
export const SIGN_IN_FOR_DOCUMENTS = "/sign-in#to=/docs/";

/** Whether somebody opens the page of the API's documents in a browser. */
export function wantsDocuments({ method, url, headers }: FastifyRequest): boolean {
  return (
    method === "GET" && /^\/docs\/?$/.test(url) && (headers.accept ?? "").includes("text/html")
  );
}

/** Whether somebody looks for a page rather than for data. */
export function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    (method === "GET" || method === "HEAD") &&
    !/^\/(api|docs|healthz|readyz|metrics)(\/|\?|$)/.test(url) &&
    (headers.accept ?? "").includes("text/html")
  );
}
