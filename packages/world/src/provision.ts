import { ProblemError, type LoratsClient } from "@lorats/api";
import type { Eui64 } from "@lorats/base";
import { onGlobe } from "./air/origin.ts";
import { ELAPSED_PORT } from "./device/elapsed-time.ts";
import { radioPlan, type RadioPlan } from "./device/region.ts";
import { SENSORS, type PayloadFormat } from "./device/sensors.ts";
import type { RootKeys } from "./root-keys.ts";
import type { Scenario } from "./scenario.ts";

type ApplicationId = Awaited<ReturnType<LoratsClient["getApplication"]>>["id"];

/**
 * Makes the world's gateways and devices known to the server, through the public API, as an operator would. What is
 * there already is kept; a device's root key is told again, since the world may have drawn new ones.
 *
 * @param client speaks with a key that may write applications, device profiles, devices and gateways
 * @param ltsKey with it the gateways that have an SDR vouch for what it hears; hexadecimal
 */
export async function provision(
  client: LoratsClient,
  scenario: Scenario,
  rootKeys: ReadonlyMap<Eui64, RootKeys>,
  ltsKey?: string,
): Promise<void> {
  const plan = radioPlan(scenario.region, scenario.subBand);
  const applicationId = await findOrCreateApplication(client, scenario);
  for (const gateway of scenario.gateways) {
    await unlessThere(() =>
      client.createGateway({
        eui: gateway.eui,
        name: gateway.name,
        region: plan.region.id,
        ...(plan.subBand !== undefined && { subBand: plan.subBand }),
        description: gateway.hasGps ? "Simulated, with GPS" : "Simulated, without GPS",
        location: {
          ...onGlobe(scenario.origin, gateway.place),
          altitudeM: gateway.place.upM,
        },
      }),
    );
    if (gateway.sdr && ltsKey !== undefined) await setLtsKey(client, gateway.eui, ltsKey);
  }
  for (const device of scenario.devices) {
    const { appKey, nwkKey } = rootKeys.get(device.devEui)!;
    const keys = { appKey, ...(nwkKey !== undefined && { nwkKey }) };
    const known = await findDevice(client, applicationId, device.devEui);
    if (known) {
      await client.updateDevice({ id: known, ...keys });
    } else {
      const profileId = await findOrCreateProfile(client, device, plan);
      const { name, devEui, joinEui } = device;
      await client.createDevice({ applicationId, profileId, name, devEui, joinEui, ...keys });
    }
  }
  await agreeOnAges(client, scenario, applicationId);
}

async function setLtsKey(client: LoratsClient, eui: Eui64, key: string): Promise<void> {
  const { items } = await client.listGateways({ search: eui });
  const known = items.find((gateway) => gateway.eui === eui);
  if (known) await client.setGatewayLtsKey({ id: known.id, key });
}

/** Tells the server which payloads carry ages. */
async function agreeOnAges(
  client: LoratsClient,
  { devices }: Scenario,
  applicationId: ApplicationId,
): Promise<void> {
  if (!devices.some(({ sendsAges, hopping }) => sendsAges || hopping)) return;
  const policy = await client.getTrustPolicy({ id: applicationId });
  await client.setTrustPolicy({ ...policy, id: applicationId, elapsedTimePort: ELAPSED_PORT });
}

async function findOrCreateApplication(
  client: LoratsClient,
  { name }: Scenario,
): Promise<ApplicationId> {
  const { items } = await client.listApplications({ search: name });
  const known = items.find((application) => application.name === name);
  return (known ?? (await client.createApplication({ name }))).id;
}

const FORMAT_NAMES = {
  "cayenne-lpp": "Cayenne LPP",
  none: "raw payload",
} as const satisfies Record<PayloadFormat, string>;

/** How long the network waits for the answer to a confirmed message outside class A's windows. */
const CLASS_TIMEOUT_S = 30;

/** Devices of one kind share a profile. */
async function findOrCreateProfile(
  client: LoratsClient,
  { sensor, macVersion, deviceClass, pingSlotPeriodicity }: Scenario["devices"][number],
  { region }: RadioPlan,
): Promise<Awaited<ReturnType<LoratsClient["getDeviceProfile"]>>["id"]> {
  const { format } = SENSORS[sensor];
  const version = macVersion === "1.0.4" ? "" : `, LoRaWAN ${macVersion.replace(/\.0$/, "")}`;
  const slots = deviceClass === "B" ? `, slots ${pingSlotPeriodicity}` : "";
  const place = region.id === "EU868" ? "" : `, ${region.id}`;
  const name = `Class ${deviceClass} sensor, ${FORMAT_NAMES[format]}${version}${slots}${place}`;
  const { items } = await client.listDeviceProfiles({ search: name });
  const known = items.find((profile) => profile.name === name);
  if (known) return known.id;
  const { frequency, dataRate } = region.classB.pingSlot;
  const created = await client.createDeviceProfile({
    name,
    region: region.id,
    macVersion,
    codec: { kind: format, source: "" },
    ...(deviceClass === "B" && {
      classB: {
        timeoutS: CLASS_TIMEOUT_S,
        pingSlotPeriodicity,
        pingSlotDataRate: dataRate,
        pingSlotFreqHz: frequency.firstHz,
      },
    }),
    ...(deviceClass === "C" && { classC: { timeoutS: CLASS_TIMEOUT_S } }),
  });
  return created.id;
}

async function findDevice(
  client: LoratsClient,
  applicationId: ApplicationId,
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
