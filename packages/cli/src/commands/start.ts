import type { CliCommand } from "../command.ts";
import { firstSignal } from "../first-signal.ts";

interface Options {
  readonly config?: string;
  readonly dataDir?: string;
  readonly demo?: boolean;
}

/** An orderly end takes a moment; whoever waits longer than this is told, and the process ends. */
const STOP_MS = 5_000;

export const START: CliCommand = {
  path: ["start"],
  summary: "run the server (with --demo: and a simulated world beside it)",
  configure(command) {
    command
      .option("--config <file>", "settings to use instead of lorats.toml")
      .option("--data-dir <folder>", "where everything is kept")
      .option("--demo", "run the simulated world beside the server")
      .action(async (options: Options) => {
        const { loadConfig, startServer } = await import("@lorats/server");
        const config = loadConfig({
          file: options.config,
          environment: process.env,
          flags: { data_dir: options.dataDir },
        });
        const verbose = command.optsWithGlobals()["verbose"] === true;
        const server = await startServer(config, { demo: options.demo ?? false, verbose });
        // Who reads that the server is there may end it right away.
        const end = firstSignal();
        process.stdout.write(`\n${server.screen}\n`);
        await end;
        const timer = setTimeout(() => {
          process.stderr.write("error[START_SLOW_END]: not everything ended in time\n");
          process.exit(1);
        }, STOP_MS);
        await server.stop();
        clearTimeout(timer);
      });
  },
};
