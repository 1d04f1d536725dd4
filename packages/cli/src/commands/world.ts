import { CallerError } from "@lorats/base";
import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { firstSignal } from "../first-signal.ts";

interface Options {
  readonly config: string;
  readonly apiUrl: string;
  readonly udp: string;
  readonly station?: string;
  readonly dataDir: string;
  readonly sdr?: true | string;
  readonly check?: true;
}

/** `lorats world`: the simulated radio world, beside a server that runs elsewhere. */
export const WORLD: CliCommand = {
  path: ["world"],
  summary: "run the simulated radio world alone",
  configure(command: Command): void {
    command
      .requiredOption("--config <file>", "scenario, TOML; see examples/world/campus.toml")
      .option("--api-url <url>", "the server's HTTP address", "http://127.0.0.1:8080")
      .option("--udp <host:port>", "where it takes Semtech UDP", "127.0.0.1:1700")
      .option("--station <uri>", "where it takes Basics Station, such as ws://127.0.0.1:3001")
      .option("--data-dir <folder>", "devices' memories, keys and the truth", "lorats-world")
      .option("--sdr [fidelity]", "SDRs: iq serves them as rtl_tcp, frames reports for them, off")
      .option("--check", "read the scenario, say whether it is sound, and stop")
      .addHelpText("after", "\nThe API key is taken from the environment: LORATS_API_KEY.")
      .action(run);
  },
};

async function run({ config, apiUrl, udp, station, dataDir, sdr, check }: Options): Promise<void> {
  const { readScenario, readSettings, runWorld } = await import("@lorats/world");
  const scenario = readScenario(config);
  if (check) return;
  if (!process.env["LORATS_API_KEY"]) {
    throw new CallerError("WORLD_NO_KEY", "LORATS_API_KEY must hold a key of the server");
  }
  const at = udp.lastIndexOf(":");
  const settings = readSettings({
    ...process.env,
    LORATS_API_URL: apiUrl,
    LORATS_UDP_HOST: udp.slice(0, Math.max(0, at)) || "127.0.0.1",
    LORATS_UDP_PORT: udp.slice(at + 1),
    LORATS_WORLD_DIR: dataDir,
    ...(station !== undefined && { LORATS_STATION_URI: station }),
    ...(sdr && { LORATS_WORLD_SDR: sdr === true ? "iq" : sdr }),
  });
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  const world = await runWorld(scenario, settings, report);
  await firstSignal();
  await world.stop();
}
