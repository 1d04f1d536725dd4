import type { Command } from "commander";

/**
 * One `lorats` command. A new one is a file in `commands/` and a line in `commands/index.ts`.
 *
 * `configure` declares arguments and the action; whatever is heavy is imported inside the action, so that
 * `lorats airtime` never loads the server.
 */
export interface CliCommand {
  /** Words after `lorats`, such as `["phy", "synth"]`. */
  readonly path: readonly [string, ...string[]];
  /** One line for `--help`. */
  readonly summary: string;
  configure(command: Command): void;
}
