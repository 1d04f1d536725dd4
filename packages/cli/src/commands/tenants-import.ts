import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import type { TenantDocument, TenantImported } from "@lorats/api";
import { CallerError, UnavailableError } from "@lorats/base";
import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { serverOptions, withServer, type ServerOptions } from "../server-client.ts";
import { tenantOf } from "../tenant-of.ts";

interface Options extends ServerOptions {
  readonly tenant?: string;
  readonly dryRun?: boolean;
  readonly skipBad?: boolean;
  readonly withoutSecrets?: boolean;
  readonly json?: boolean;
}

/** `lorats tenants import`: a tenant is brought to what a document says. */
export const TENANTS_IMPORT: CliCommand = {
  path: ["tenants", "import"],
  summary: "bring a tenant to the configuration in a file; deletes nothing",
  configure(command: Command): void {
    serverOptions(command, "change all of the tenant")
      .argument("<file>", "from `lorats tenants export`; - is standard input")
      .option("--tenant <id>", "which, for keys that know several")
      .option("--dry-run", "only say what would come of it")
      .option("--skip-bad", "bring in what is good even where some is bad")
      .option("--without-secrets", "leave out the secrets that the file holds")
      .option("--json", "JSON Lines on stdout: an item a line")
      .addHelpText("after", "\nSecrets in the file are opened with LORATS_PASSPHRASE.")
      .action(run);
  },
};

async function run(file: string, options: Options): Promise<void> {
  const document = await read(file);
  const passphrase = process.env["LORATS_PASSPHRASE"];
  const done = await withServer(options, async (client) =>
    client.importTenant({
      id: await tenantOf(client, options.tenant),
      document,
      dryRun: options.dryRun ?? false,
      onError: options.skipBad ? "skip" : "abort",
      withoutSecrets: options.withoutSecrets ?? false,
      ...(passphrase !== undefined && { passphrase }),
    }),
  );
  for (const row of done.rows) {
    process.stdout.write(`${options.json ? JSON.stringify(row) : lineOf(row)}\n`);
  }
  const { created, updated, unchanged, failed } = done;
  process.stderr.write(
    `${created} created, ${updated} updated, ${unchanged} as they are, ${failed} failed\n`,
  );
  if (failed > 0) throw new UnavailableError("TENANT_IMPORT_FAILED", `${failed} items are bad`);
}

function lineOf(row: TenantImported["rows"][number]): string {
  const { list, name, outcome, secret, note, errors = [] } = row;
  const why = errors.map(({ path, code, message }) => `${code} ${path} ${message}`.trim());
  const more = [secret && `its new secret: ${secret}`, note, ...why].filter(Boolean);
  return [`${outcome}  ${list}  ${name}`, ...more].join("; ");
}

async function read(file: string): Promise<TenantDocument> {
  let text: string;
  try {
    text = file === "-" ? await textOf(process.stdin) : await readFile(file, "utf8");
  } catch (cause) {
    throw new CallerError("CLI_NO_FILE", `${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    return JSON.parse(text) as TenantDocument;
  } catch (cause) {
    throw new CallerError("CLI_BAD_FILE", `${file} is not JSON`, { cause });
  }
}
