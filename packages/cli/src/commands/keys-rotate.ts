import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { placeOptions, settingsOf, type PlaceOptions } from "../store/place.ts";

/** `lorats keys rotate`: all keys wrapped anew. */
export const KEYS_ROTATE: CliCommand = {
  path: ["keys", "rotate"],
  summary: "wrap all keys under a fresh key-encryption key; the server must not run",
  configure(command: Command): void {
    placeOptions(command).action(async (options: PlaceOptions) => {
      const { openStorage } = await import("@lorats/storage");
      const settings = await settingsOf(options);
      const storage = await openStorage(settings["storage.postgres_url"], {
        dataDir: settings.data_dir,
      });
      try {
        await storage.rotateKek();
      } finally {
        await storage.close();
      }
      const reminder = "older copies of it open nothing but older backups";
      process.stdout.write(
        `${settings.data_dir}/kek: the key-encryption key is new; ${reminder}\n`,
      );
    });
  },
};
