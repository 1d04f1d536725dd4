import path from "node:path";
import { pino, type Logger } from "pino";
import type { Config } from "./config/settings.ts";
import { LogFile } from "./log-file.ts";

export interface ServerLog {
  readonly logger: Logger;
  close(): Promise<void>;
}

/** Structured lines into `server.log` under the data directory, and with `verbose` to standard output as well. */
export async function openLog(config: Config, verbose: boolean): Promise<ServerLog> {
  const level = config["log.level"];
  const file = new LogFile(path.join(config.data_dir, "server.log"));
  const streams = [{ level, stream: file }];
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    verbose ? pino.multistream([...streams, { level, stream: process.stdout }]) : file,
  );
  return {
    logger,
    close: async () => file.close(),
  };
}
