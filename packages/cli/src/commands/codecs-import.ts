import { CallerError } from "@lorats/base";
import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { serverOptions, withServer, type ServerOptions } from "../server-client.ts";

interface Options extends ServerOptions {
  readonly region: string;
  readonly tenant?: string;
  readonly force?: true;
}

/** Frequency plans of the repository by our regions. */
const PLANS: Readonly<Record<string, string>> = {
  EU868: "EU863-870",
  US915: "US902-928",
  AU915: "AU915-928",
  "AS923-1": "AS923",
  "AS923-2": "AS923",
  "AS923-3": "AS923",
  "AS923-4": "AS923",
  IN865: "IN865-867",
  KR920: "KR920-923",
  RU864: "RU864-870",
  CN470: "CN470-510",
  EU433: "EU433",
};

/** `lorats codecs import`: a device of a repository becomes a device profile with its codec. */
export const CODECS_IMPORT: CliCommand = {
  path: ["codecs", "import"],
  summary: "make a device profile of a repository's device, once its codec's examples hold",
  configure(command: Command): void {
    serverOptions(command, "write device profiles")
      .argument("<folder>", "a checkout in the layout of The Things Network's device repository")
      .argument("<device>", "VENDOR/DEVICE, such as decentlab/dl-5tm")
      .option("--region <id>", "which frequency plan's codec", "EU868")
      .option("--tenant <id>", "whose it will be; needed by keys of several tenants")
      .option("--force", "also when examples of the codec do not hold")
      .action(run);
  },
};

async function run(folder: string, wanted: string, options: Options): Promise<void> {
  const { repositoryCodecs, repositoryDevices, SandboxRunner } = await import("@lorats/platform");
  const { checkCodec, repositoryOn } = await import("../codecs/repository-check.ts");
  const files = repositoryOn(folder);
  const devices = await Array.fromAsync(repositoryDevices(files));
  const device = devices.find(({ vendorId, deviceId }) => `${vendorId}/${deviceId}` === wanted);
  if (!device) throw new CallerError("CODEC_LIBRARY", `${folder} has no device ${wanted}`);
  const codecId = device.codecs[PLANS[options.region] ?? options.region];
  if (codecId === undefined) {
    const plans = Object.keys(device.codecs).join(", ") || "none";
    throw new CallerError("CODEC_LIBRARY", `${wanted} has codecs for these plans: ${plans}`);
  }
  const runner = new SandboxRunner();
  const report = await checkCodec(files, runner, device.vendorId, codecId);
  runner.dispose();
  for (const { description, reason } of report.failures) {
    process.stderr.write(`“${description}”: ${reason}\n`);
  }
  if (report.problem !== undefined) throw new CallerError("CODEC_LIBRARY", report.problem);
  if (report.failures.length > 0 && !options.force) {
    const count = `${report.failures.length} of ${report.examples} examples`;
    throw new CallerError(
      "CODEC_EXAMPLES",
      `${count} do not hold; --force imports it all the same`,
    );
  }
  const [codec] = await repositoryCodecs(files, device.vendorId, codecId);
  const profile = await withServer(options, (client) =>
    client.createDeviceProfile({
      ...(options.tenant !== undefined && { tenantId: options.tenant as never }),
      name: device.name.slice(0, 100),
      description: device.description.slice(0, 2000),
      region: options.region,
      tags: { vendor: device.vendorName, firmware: device.firmwareVersion },
      codec: { kind: "javascript", source: codec!.source },
    }),
  );
  process.stdout.write(`${profile.id}  ${profile.name}\n`);
}
