import { CallerError } from "@lorats/base";
import type { Command } from "commander";
import type { CliCommand } from "../command.ts";

interface Options {
  readonly vendor?: string;
  readonly json?: true;
}

/** `lorats codecs check`: do the codecs of a device repository keep to their own examples? */
export const CODECS_CHECK: CliCommand = {
  path: ["codecs", "check"],
  summary: "run the examples of a device repository in the sandbox",
  configure(command: Command): void {
    command
      .argument("<folder>", "a checkout in the layout of The Things Network's device repository")
      .option("--vendor <id>", "this vendor's only")
      .option("--json", "JSON Lines on stdout, one for each codec")
      .action(run);
  },
};

async function run(folder: string, { vendor, json }: Options): Promise<void> {
  const { SandboxRunner } = await import("@lorats/platform");
  const { checkRepository, repositoryOn } = await import("../codecs/repository-check.ts");
  const runner = new SandboxRunner();
  const sum = { codecs: 0, examples: 0, failed: 0, unreadable: 0 };
  for await (const report of checkRepository(repositoryOn(folder), runner, vendor)) {
    sum.codecs++;
    sum.examples += report.examples;
    sum.failed += report.failures.length;
    if (report.problem !== undefined) sum.unreadable++;
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else for (const line of describe(report)) process.stdout.write(`${line}\n`);
  }
  runner.dispose();
  const { codecs, examples, failed, unreadable } = sum;
  if (!json) {
    const files = unreadable === 0 ? "" : `; ${unreadable} codecs could not be read`;
    process.stdout.write(
      `${examples - failed} of ${examples} examples of ${codecs} codecs hold${files}\n`,
    );
  }
  if (codecs === 0) throw new CallerError("CODEC_LIBRARY", `${folder} names no codecs`);
  if (failed + unreadable > 0) process.exitCode = 1;
}

function describe({
  codec,
  failures,
  problem,
}: {
  codec: string;
  failures: readonly { op: string; description: string; reason: string }[];
  problem?: string;
}): string[] {
  if (problem !== undefined) return [`${codec}: ${problem}`];
  return failures.map(
    ({ op, description, reason }) => `${codec}, ${op} “${description}”: ${reason}`,
  );
}
