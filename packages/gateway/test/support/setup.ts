import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rxpk } from "@lorats/backhaul";
import { tmstContext } from "@lorats/backhaul";
import { systemClock, systemRandom } from "@lorats/base/node";
import { parseGatewayConfig } from "../../src/config/config.ts";
import { type RunningGateway, runGateway } from "../../src/config/run-gateway.ts";

export const EUI = "aabbccfffe000001";
export const SAMPLE_RATE_HZ = 1_000_000;
export const CENTRE_HZ = 867_800_000;
export const CHANNELS_HZ = [867_500_000, 867_700_000, 867_900_000, 868_100_000];

/** A directory that goes when the test is over. */
export function temporaryDirectory(context: { after(call: () => void): void }): string {
  const path = mkdtempSync(join(tmpdir(), "lorats-gateway-"));
  context.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Starts a gateway from the text of a configuration, with a free UDP port for forwarders. */
export async function startGateway(
  toml: string,
  reports: string[] = [],
): Promise<RunningGateway & { readonly reports: string[] }> {
  const config = parseGatewayConfig(toml, "test.toml");
  // The schema wants a real port; tests want any free one.
  if (config.forwarder?.port !== undefined) config.forwarder.port = 0;
  if (config.status) config.status.port = 0;
  const running = await runGateway(config, systemClock, systemRandom, (line) => reports.push(line));
  return { ...running, reports };
}

export function rxpk(changes: Partial<Rxpk> & Pick<Rxpk, "phyPayload">): Rxpk {
  return {
    freqHz: 867_500_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
    crc: "ok",
    rssiDbm: -80,
    snrDb: 7.5,
    channel: 0,
    rfChain: 0,
    times: { counter: { kind: "tmst", us: 1000 } },
    context: tmstContext(1000),
    ...changes,
  };
}
