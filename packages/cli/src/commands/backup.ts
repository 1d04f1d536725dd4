import type { Command } from "commander";
import { CallerError } from "@lorats/base";
import type { CliCommand } from "../command.ts";
import { placeOf, placeOptions, type PlaceOptions } from "../store/place.ts";

/** `lorats backup`: a copy of the databases while the server runs. */
export const BACKUP: CliCommand = {
  path: ["backup"],
  summary: "copy the databases while the server runs",
  configure(command: Command): void {
    placeOptions(command)
      .argument("<folder>", "where to; it becomes a data directory without the key-encryption key")
      .action(async (folder: string, options: PlaceOptions) => {
        const { backupDatabases } = await import("@lorats/storage");
        const { postgresUrl, dataDir } = await placeOf(options);
        if (postgresUrl !== undefined) {
          const why = "a PostgreSQL database is backed up with pg_basebackup or pg_dump";
          throw new CallerError("STORE_BACKUP_ELSEWHERE", why);
        }
        await backupDatabases(dataDir, folder);
        const reminder = `Keep a copy of ${dataDir}/kek elsewhere: without it no key in the backup opens.`;
        process.stdout.write(`${folder}: backup complete. ${reminder}\n`);
      });
  },
};
