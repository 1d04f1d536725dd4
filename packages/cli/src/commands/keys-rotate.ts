import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { placeOptions, settingsOf, type PlaceOptions } from "../store/place.ts";

/** `lorats keys rotate`: all keys wrapped anew. */
export const KEYS_ROTATE: CliCommand = {
  path: ["keys", "rotate"],
  summary: "wrap all keys under a fresh key-encryption key; the server must not run",
  configure(command: Command): void {
    placeOptions(command).action(async (options: PlaceOptions) => {
      const { kekOf, storageOf } = await import("@lorats/server");
      const settings = await settingsOf(options);
      const storage = await storageOf(settings);
      try {
        await storage.rotateKek();
      } finally {
        await storage.close();
      }
      const given = settings["keys.next_kek"] !== undefined;
      const what = given
        ? "put what keys.next_kek was into keys.kek"
        : "the key-encryption key is new";
      const reminder = "older copies of it open nothing but older backups";
      process.stdout.write(`${kekOf(settings).place}: ${what}; ${reminder}\n`);
    });
  },
};
