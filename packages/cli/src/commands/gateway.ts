import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { firstSignal } from "../first-signal.ts";

/** `lorats gateway`: the side beside the antenna, alone. */
export const GATEWAY: CliCommand = {
  path: ["gateway"],
  summary: "run the gateway side alone, beside the antenna",
  configure(command: Command): void {
    command
      .requiredOption("--config <file>", "TOML; see examples/gateway/lorats-gateway.toml")
      .option("--check", "read the configuration, say whether it is sound, and stop")
      .action(async ({ config, check }: { config: string; check?: true }) => {
        const { checkFiles, loadGatewayConfig, runGateway } = await import("@lorats/gateway");
        const { systemClock, systemRandom } = await import("@lorats/base/node");
        const settings = loadGatewayConfig(config);
        if (check) {
          checkFiles(settings);
          process.stdout.write(`${config} is sound\n`);
          return;
        }
        const report = (line: string): void => void process.stderr.write(`${line}\n`);
        const running = await runGateway(settings, systemClock, systemRandom, report);
        // Who reads that the gateway is there may end it right away.
        const end = firstSignal();
        const { udpPort, statusPort } = running;
        if (udpPort !== null) report(`packet forwarders: UDP port ${udpPort}`);
        if (statusPort !== null) report(`status: http://127.0.0.1:${statusPort}/`);
        await Promise.race([end, playedToItsEnd(running.gateway, settings.sdr?.type)]);
        await running.stop();
      });
  },
};

/** Recordings end, and their frames have to reach the servers before the gateway may. */
async function playedToItsEnd(
  gateway: {
    readonly ended: Promise<void>;
    readonly forwarder: { readonly journal: { readonly size: number } };
  },
  source: string | undefined,
): Promise<void> {
  await gateway.ended;
  // A program at the other end of a pipe may be started again.
  if (source === "stdin") await new Promise<never>(() => {});
  const isEmpty = (): boolean => gateway.forwarder.journal.size === 0;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  while (!isEmpty()) await new Promise((resolve) => setTimeout(resolve, 200));
}
