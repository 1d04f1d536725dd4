import { ProblemError, type LoratsClient } from "@lorats/api";
import type { Eui64 } from "@lorats/base";
import { onGlobe } from "./air/origin.ts";
import { SENSORS, type PayloadFormat } from "./device/sensors.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Makes the world's gateways and devices known to the server, through the public API, as an operator would. What is
 * there already is kept; a device's root key is told again, since the world may have drawn new ones.
 *
 * @param client speaks with a key that may write applications, device profiles, devices and gateways
 */
export async function provision(
  client: LoratsClient,
  scenario: Scenario,
  appKeys: ReadonlyMap<Eui64, string>,
): Promise<void> {
  const applicationId = await findOrCreateApplication(client, scenario);
  const profiles = {
    "cayenne-lpp": await findOrCreateProfile(client, "Class A sensor, Cayenne LPP", "cayenne-lpp"),
    none: await findOrCreateProfile(client, "Class A sensor, raw payload", "none"),
  } as const satisfies Record<PayloadFormat, unknown>;
  for (const gateway of scenario.gateways) {
    await unlessThere(() =>
      client.createGateway({
        eui: gateway.eui,
        name: gateway.name,
        description: gateway.hasGps ? "Simulated, with GPS" : "Simulated, without GPS",
        location: {
          ...onGlobe(scenario.origin, gateway.place),
          altitudeM: gateway.place.upM,
        },
      }),
    );
  }
  for (const device of scenario.devices) {
    const appKey = appKeys.get(device.devEui)!;
    const known = await findDevice(client, applicationId, device.devEui);
    if (known) {
      await client.updateDevice({ id: known, appKey });
    } else {
      const profileId = profiles[SENSORS[device.sensor].format];
      const { name, devEui, joinEui } = device;
      await client.createDevice({ applicationId, profileId, name, devEui, joinEui, appKey });
    }
  }
}

async function findOrCreateApplication(
  client: LoratsClient,
  { name }: Scenario,
): Promise<Awaited<ReturnType<LoratsClient["getApplication"]>>["id"]> {
  const { items } = await client.listApplications({ search: name });
  const known = items.find((application) => application.name === name);
  return (known ?? (await client.createApplication({ name }))).id;
}

async function findOrCreateProfile(
  client: LoratsClient,
  name: string,
  kind: PayloadFormat,
): Promise<Awaited<ReturnType<LoratsClient["getDeviceProfile"]>>["id"]> {
  const { items } = await client.listDeviceProfiles({ search: name });
  const known = items.find((profile) => profile.name === name);
  if (known) return known.id;
  const created = await client.createDeviceProfile({
    name,
    region: "EU868",
    macVersion: "1.0.4",
    codec: { kind, source: "" },
  });
  return created.id;
}

async function findDevice(
  client: LoratsClient,
  applicationId: Awaited<ReturnType<LoratsClient["getApplication"]>>["id"],
  devEui: Eui64,
): Promise<Awaited<ReturnType<LoratsClient["getDevice"]>>["id"] | undefined> {
  const { items } = await client.listDevices({ applicationId, search: devEui });
  return items.find((device) => device.devEui === devEui)?.id;
}

/** Runs a creation; that the thing exists already is fine. */
async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 409) throw error;
  }
}
