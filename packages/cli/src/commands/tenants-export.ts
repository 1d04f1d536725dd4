import { writeFile } from "node:fs/promises";
import { CallerError, UnavailableError } from "@lorats/base";
import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { serverOptions, withServer, type ServerOptions } from "../server-client.ts";
import { tenantOf } from "../tenant-of.ts";

interface Options extends ServerOptions {
  readonly tenant?: string;
  readonly secrets?: boolean;
}

/** `lorats tenants export`: a tenant's configuration as a document. */
export const TENANTS_EXPORT: CliCommand = {
  path: ["tenants", "export"],
  summary: "write a tenant's whole configuration to a file",
  configure(command: Command): void {
    serverOptions(command, "read all of the tenant")
      .argument("<file>", "where to; - is standard output")
      .option("--tenant <id>", "which, for keys that know several")
      .option("--secrets", "with keys and passwords, sealed under LORATS_PASSPHRASE")
      .addHelpText("after", "\nThe document is described in docs/reference/tenant-document.md.")
      .action(run);
  },
};

async function run(file: string, options: Options): Promise<void> {
  const passphrase = options.secrets ? process.env["LORATS_PASSPHRASE"] : undefined;
  if (options.secrets && passphrase === undefined) {
    throw new CallerError("CLI_NO_PASSPHRASE", "set LORATS_PASSPHRASE to seal the secrets with");
  }
  const document = await withServer(options, async (client) => {
    const id = await tenantOf(client, options.tenant);
    return passphrase === undefined
      ? client.exportTenant({ id })
      : client.exportTenantWithSecrets({ id, passphrase });
  });
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if (file === "-") process.stdout.write(text);
  else await writeFile(file, text, { mode: 0o600, flush: true }).catch(failed(file));
}

function failed(file: string): (cause: Error) => never {
  return (cause) => {
    throw new UnavailableError("TENANT_EXPORT_FAILED", `${file}: ${cause.message}`, { cause });
  };
}
