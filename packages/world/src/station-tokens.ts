import type { LoratsClient } from "@lorats/api";
import type { Eui64 } from "@lorats/base";
import { Flash } from "./device/flash.ts";
import type { Scenario } from "./scenario.ts";

/** As people find the tokens among a gateway's credentials. */
const NAME = "Simulated world";

/**
 * Tokens of the gateways that speak Basics Station. A server shows a token once: it is kept in the world's folder, and
 * one that the server no longer holds, or that was lost, is replaced.
 */
export async function stationTokens(
  client: LoratsClient,
  { gateways }: Scenario,
  folder: string,
): Promise<ReadonlyMap<Eui64, string>> {
  const flash = new Flash<Record<string, string>>(folder, "station-tokens");
  const kept = flash.read() ?? {};
  const tokens = new Map<Eui64, string>();
  for (const { eui, backhaul } of gateways) {
    if (backhaul !== "station") continue;
    const { items } = await client.listGateways({ search: eui });
    const id = items.find((gateway) => gateway.eui === eui)!.id;
    const { items: credentials } = await client.listGatewayCredentials({ id });
    const valid = credentials.filter(({ name, state }) => name === NAME && state === "valid");
    const token = valid.length === 1 ? kept[eui] : undefined;
    if (token === undefined) {
      for (const { id: credentialId } of valid) {
        await client.revokeGatewayCredential({ id, credentialId });
      }
    }
    tokens.set(eui, token ?? (await client.createGatewayToken({ id, name: NAME })).token);
  }
  if (tokens.size > 0) flash.write(Object.fromEntries(tokens));
  return tokens;
}
