import type { Command } from "commander";
import type { CliCommand } from "../command.ts";

/** `lorats restore`: a data directory from a backup. */
export const RESTORE: CliCommand = {
  path: ["restore"],
  summary: "make a data directory from a backup, checked",
  configure(command: Command): void {
    command
      .argument("<folder>", "what `lorats backup` wrote")
      .requiredOption("--data-dir <folder>", "where to; must not hold databases")
      .option("--kek <file>", "the key-encryption key that belongs to the backup")
      .action(async (folder: string, options: { dataDir: string; kek?: string }) => {
        const { restoreDatabases } = await import("@lorats/storage");
        restoreDatabases(folder, options.dataDir, options.kek);
        const missing = `put the key-encryption key into ${options.dataDir}/kek before you start`;
        const next = options.kek === undefined ? missing : "start the server with it";
        process.stdout.write(`${options.dataDir}: restored; ${next}\n`);
      });
  },
};
