import { InvalidArgumentError, type Command } from "commander";
import { CallerError, UnavailableError } from "@lorats/base";
import type { ReprocessJob } from "@lorats/api";
import type { CliCommand } from "../command.ts";
import { progressBar } from "../progress.ts";

interface Options {
  readonly url: string;
  readonly apiKey?: string;
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
    command
      .requiredOption("--from <time>", "uplinks received from then on, RFC 3339", rfc3339)
      .option("--application <id>", "only those of one application")
      .option("--device <id>", "only those of one device")
      .option("--tenant <id>", "whose, for keys that know several")
      .option("--url <url>", "where the server is", "http://127.0.0.1:8080")
      .option("--api-key <key>", "an API key that may write events; LORATS_API_KEY when absent")
      .option("--no-wait", "only begin: it goes on by itself, restarts of the server included")
      .option("--json", "JSON Lines on stdout")
      .action(run);
  },
};

async function run(options: Options): Promise<void> {
  const { createClient, ProblemError } = await import("@lorats/api");
  const apiKey = options.apiKey ?? process.env["LORATS_API_KEY"];
  if (apiKey === undefined) {
    throw new CallerError("AUTH_REQUIRED", "give an API key: --api-key or LORATS_API_KEY");
  }
  const client = createClient({ baseUrl: options.url, apiKey });
  const { from, application: applicationId, device: deviceId, tenant: tenantId } = options;
  const tell = (job: ReprocessJob): void => {
    const text = `${job.state}: ${job.uplinks} uplinks looked at, ${job.measured} measured`;
    process.stdout.write(`${options.json ? JSON.stringify(job) : text}\n`);
  };
  try {
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
  } catch (error) {
    if (!(error instanceof ProblemError)) throw reachable(error, options.url);
    throw new CallerError(error.problem.code, error.message, { cause: error });
  }
}

/** A server that is not there is no fault of ours. */
function reachable(error: unknown, url: string): unknown {
  if (!(error instanceof TypeError)) return error;
  return new UnavailableError("SERVER_UNREACHABLE", `no server answers at ${url}`, {
    cause: error,
  });
}

function rfc3339(text: string): string {
  if (Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError("expected a time such as 2026-11-01T00:00:00Z");
  return new Date(text).toISOString();
}
