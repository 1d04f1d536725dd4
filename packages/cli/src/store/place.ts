import type { Command } from "commander";
import type { Config } from "@lorats/server";
import type { LogPlace } from "@lorats/storage";

/** What says which server's data a command is about. */
export interface PlaceOptions {
  readonly config?: string;
  readonly dataDir?: string;
}

/** Adds the options by which `lorats start` finds its data, too. */
export function placeOptions(command: Command): Command {
  return command
    .option("--config <file>", "settings to use instead of lorats.toml")
    .option("--data-dir <folder>", "where everything is kept");
}

/** The server's settings, found as the server finds them. @throws {CallerError} `CONFIG_…` */
export async function settingsOf({ config, dataDir }: PlaceOptions): Promise<Config> {
  const { loadConfig } = await import("@lorats/server");
  return loadConfig({ file: config, environment: process.env, flags: { data_dir: dataDir } });
}

/** Where the server's log and its keys are. @throws {CallerError} `CONFIG_…` */
export async function placeOf(options: PlaceOptions): Promise<LogPlace> {
  const { kekOf } = await import("@lorats/server");
  const settings = await settingsOf(options);
  return {
    postgresUrl: settings["storage.postgres_url"],
    dataDir: settings.data_dir,
    kek: kekOf(settings),
  };
}
