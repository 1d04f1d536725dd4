import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { CallerError, errorLine } from "@lorats/base";
import { COMMANDS, GROUPS } from "./commands/index.ts";
import type { CliCommand } from "./command.ts";

const { version: VERSION } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

const EXIT_FAILED = 1;
const EXIT_BAD_ARGUMENTS = 2;

/** Builds the command tree from its descriptors. */
export function buildProgram(commands: readonly CliCommand[] = COMMANDS): Command {
  const program = harden(new Command("lorats"))
    .description("LoRaTS: an LPWAN stack whose data can be trusted")
    .version(VERSION, "-V, --version")
    .option("--verbose", "show stack traces of errors");
  const groups = new Map<string, Command>();
  for (const descriptor of commands) {
    const words = [...descriptor.path];
    const leaf = words.pop()!;
    let parent = program;
    for (const word of words) parent = groups.get(word) ?? addGroup(groups, parent, word);
    const command = harden(parent.command(leaf)).description(descriptor.summary);
    descriptor.configure(command);
  }
  return program;
}

function addGroup(groups: Map<string, Command>, parent: Command, word: string): Command {
  const group = harden(parent.command(word)).description(GROUPS[word] ?? word);
  groups.set(word, group);
  return group;
}

function harden(command: Command): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => {} });
}

/** Runs one command line; returns the process's exit code. Never throws. */
export async function runCli(argv: readonly string[]): Promise<number> {
  try {
    await buildProgram().parseAsync(argv, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      if (error.code !== "commander.help") complain(badArguments(error));
      return EXIT_BAD_ARGUMENTS;
    }
    complain(errorLine(error));
    if (argv.includes("--verbose") && error instanceof Error) complain(error.stack ?? "");
    return error instanceof CallerError ? EXIT_BAD_ARGUMENTS : EXIT_FAILED;
  }
}

function badArguments(error: CommanderError): string {
  return errorLine(
    new CallerError("CLI_BAD_ARGUMENT", error.message.replace(/^error: /, "").replace(/\n/g, " ")),
  );
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
