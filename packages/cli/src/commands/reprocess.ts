import { InvalidArgumentError, type Command } from "commander";
import { UnavailableError } from "@lorats/base";
import type { ReprocessJob } from "@lorats/api";
import type { CliCommand } from "../command.ts";
import { progressBar } from "../progress.ts";
import { serverOptions, withServer, type ServerOptions } from "../server-client.ts";

interface Options extends ServerOptions {
  readonly from: string;
  readonly application?: string;
  readonly device?: string;
  readonly tenant?: string;
  readonly wait: boolean;
  readonly json?: boolean;
}

const POLL_MS = 500;
const STEPS = 1000;

/** `lorats reprocess`: what was derived from uplinks, once more, with the codecs and rules of today. */
export const REPROCESS: CliCommand = {
  path: ["reprocess"],
  summary: "compute again what was derived from uplinks, while the server runs",
  configure(command: Command): void {
    serverOptions(command, "write events")
      .requiredOption("--from <time>", "uplinks received from then on, RFC 3339", rfc3339)
      .option("--application <id>", "only those of one application")
      .option("--device <id>", "only those of one device")
      .option("--tenant <id>", "whose, for keys that know several")
      .option("--no-wait", "only begin: it goes on by itself, restarts of the server included")
      .option("--json", "JSON Lines on stdout")
      .action(run);
  },
};

async function run(options: Options): Promise<void> {
  const { from, application: applicationId, device: deviceId, tenant: tenantId } = options;
  const tell = (job: ReprocessJob): void => {
    const text = `${job.state}: ${job.uplinks} uplinks looked at, ${job.measured} measured`;
    process.stdout.write(`${options.json ? JSON.stringify(job) : text}\n`);
  };
  await withServer(options, async (client) => {
    const query = { from, applicationId, deviceId, tenantId } as unknown;
    let job = await client.startReprocessing(query as { from: string });
    if (!options.wait) return tell(job);
    const bar = await progressBar(STEPS, "{bar} {percentage} % of the time, {uplinks} uplinks");
    while (job.state === "running") {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      job = await client.getReprocessing({ id: job.id });
      bar?.update(Math.round(job.done * STEPS), { uplinks: job.uplinks });
      if (options.json && job.state === "running") tell(job);
    }
    bar?.stop();
    tell(job);
    if (job.state === "failed") throw new UnavailableError("REPROCESS_FAILED", job.error ?? "");
  });
}

function rfc3339(text: string): string {
  if (Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError("expected a time such as 2026-11-01T00:00:00Z");
  return new Date(text).toISOString();
}
