import { once } from "node:events";
import path from "node:path";
import { pino, type Logger } from "pino";
import type { Config } from "./config/settings.ts";

export interface ServerLog {
  readonly logger: Logger;
  /** Writes what is still in memory, and closes the file. */
  close(): Promise<void>;
}

const OWNER_ONLY = 0o600;

/** Structured lines into `server.log` under the data directory, and with `verbose` to standard output as well. */
export async function openLog(config: Config, verbose: boolean): Promise<ServerLog> {
  const level = config["log.level"];
  const file = pino.destination({
    dest: path.join(config.data_dir, "server.log"),
    sync: false,
    mode: OWNER_ONLY,
  });
  await once(file, "ready");
  const streams = [{ level, stream: file }];
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    verbose ? pino.multistream([...streams, { level, stream: process.stdout }]) : file,
  );
  return {
    logger,
    close: async () => {
      const closed = once(file, "close");
      file.end();
      await closed;
    },
  };
}
