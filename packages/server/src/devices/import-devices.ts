import {
  CallerError,
  errorLine,
  newId,
  type ApplicationId,
  type DeviceId,
  type DeviceProfileId,
  type Eui64,
  type NewKey,
  type TenantId,
} from "@lorats/base";
import { devicesEndpoints, type BodyOf } from "@lorats/api";
import type { Device, DeviceProfile, Draft } from "@lorats/network";
import type { DeviceRow } from "@lorats/platform";
import { recordChanges } from "../audit.ts";
import { withKeys } from "../key-change.ts";
import type { Services } from "../services.ts";
import { showDevice } from "./device-view.ts";
import { makeKeys } from "./root-keys.ts";

export interface ImportQuery {
  readonly tenantId: TenantId;
  readonly applicationId: ApplicationId;
  /** For rows that name none. */
  readonly profileId?: DeviceProfileId | undefined;
  readonly rows: readonly DeviceRow[];
  /** Only say what would come of it. */
  readonly dryRun: boolean;
  /** `abort`: one bad row, and nothing is created. */
  readonly onError: "abort" | "skip";
}

export interface RowError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface ImportedRow {
  readonly line: number;
  readonly devEui?: string;
  readonly outcome: "created" | "ready" | "failed" | "not-done";
  readonly id?: DeviceId;
  readonly errors?: RowError[];
}

const deviceCreate = devicesEndpoints.createDevice.body;
type DeviceInput = BodyOf<"createDevice">;
type Checked = { readonly line: number; readonly input: DeviceInput } | ImportedRow;

const CHUNK = 500;

/** Checks every row, then creates devices and writes that into the log; each row says what came of it. */
export async function importDevices(
  services: Services,
  actor: string,
  query: ImportQuery,
): Promise<{ readonly rows: readonly ImportedRow[]; readonly created: number }> {
  const checked = await checkRows(services, query);
  const good = checked.filter((one) => "input" in one);
  const stopped = query.onError === "abort" && good.length < checked.length;
  const outcomes = new Map<number, ImportedRow>();
  const created: Device[] = [];
  if (!query.dryRun && !stopped) {
    for (let at = 0; at < good.length; at += CHUNK) {
      const some = good.slice(at, at + CHUNK);
      for (const one of await createSome(services, query, some)) {
        outcomes.set(one.row.line, one.row);
        if (one.device) created.push(one.device);
      }
    }
  }
  const otherwise = stopped ? "not-done" : "ready";
  const rows = checked.map((one): ImportedRow => {
    if (!("input" in one)) return one;
    const { line, input } = one;
    return outcomes.get(line) ?? { line, devEui: input.devEui, outcome: otherwise };
  });
  await recordChanges(
    services,
    created.map((device) => {
      const { tenantId, id } = device;
      return { actor, tenantId, kind: "device", id, after: showDevice(device) };
    }),
  );
  return { rows, created: created.length };
}

async function checkRows(services: Services, query: ImportQuery): Promise<readonly Checked[]> {
  const { registry } = services.stores;
  const { tenantId, applicationId, rows } = query;
  const profileOf = await profileFinder(services, query);
  const parsed = rows.map((row) => parseRow(row, applicationId, profileOf));
  const euis = parsed.flatMap((one) => ("input" in one ? [one.input.devEui as Eui64] : []));
  const known = await registry.devices.byEui([...new Set(euis)]);
  let left = await services.quotas.room(tenantId, "devices");
  const seen = new Map<string, number>();
  return parsed.map((one) => {
    if (!("input" in one)) return one;
    const { line } = one;
    const { devEui } = one.input;
    const refuse = (code: string, message: string): Checked => ({
      line,
      devEui,
      outcome: "failed",
      errors: [{ path: "devEui", code, message }],
    });
    const before = seen.get(devEui);
    if (before !== undefined) return refuse("IMPORT_REPEATED", `the same as line ${before}`);
    seen.set(devEui, line);
    if (known.get(devEui as Eui64)?.some((device) => device.tenantId === tenantId)) {
      return refuse("REG_DUPLICATE", "there is a device with this DevEUI");
    }
    if (left-- <= 0) return refuse("TENANT_QUOTA", "this tenant may have no more devices");
    return one;
  });
}

type ProfileFinder = (named: unknown) => { id: DeviceProfileId } | { why: string };

/** By id or by name; otherwise why there is none. */
async function profileFinder(
  { stores }: Services,
  { tenantId, profileId }: ImportQuery,
): Promise<ProfileFinder> {
  const profiles: DeviceProfile[] = [];
  let after: string | undefined;
  do {
    const page = await stores.registry.deviceProfiles.list({ tenantId, after, limit: 1000 });
    profiles.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return (named) => {
    if (named === undefined) {
      return profileId === undefined ? { why: "no device profile is named" } : { id: profileId };
    }
    const found = profiles.filter(({ id, name }) => id === named || name === named);
    if (found.length === 1) return { id: found[0]!.id };
    const many = found.length === 0 ? "no device profile" : "more than one device profile";
    return { why: `${many} is called ${JSON.stringify(named)}` };
  };
}

function parseRow(
  { line, fields: { profile, profileId = profile, ...fields } }: DeviceRow,
  applicationId: ApplicationId,
  profileOf: ProfileFinder,
): Checked {
  const found = profileOf(profileId);
  const parsed = deviceCreate.safeParse({
    ...fields,
    applicationId,
    profileId: "id" in found ? found.id : "00000000-0000-0000-0000-000000000000",
  });
  const errors: RowError[] = (parsed.error?.issues ?? []).map(({ path, message }) => ({
    path: path.join("."),
    code: "HTTP_INVALID",
    message,
  }));
  if ("why" in found) errors.push({ path: "profile", code: "REG_NO_SUCH", message: found.why });
  if (parsed.success && errors.length === 0) return { line, input: parsed.data };
  const { devEui } = fields;
  return { line, ...(typeof devEui === "string" && { devEui }), outcome: "failed", errors };
}

interface Outcome {
  readonly row: ImportedRow;
  readonly device?: Device;
}

/** All at once, or one by one when one of them is to blame. */
async function createSome(
  services: Services,
  query: ImportQuery,
  some: readonly { readonly line: number; readonly input: DeviceInput }[],
): Promise<readonly Outcome[]> {
  const { stores, clock, random } = services;
  const made = some.map(({ input }) => {
    const { appKey, nwkKey, devEui, joinEui, name = devEui, ...rest } = input;
    const { keys, ids } = makeKeys(services, query.tenantId, { appKey, nwkKey });
    const draft: Draft<Device> = {
      ...rest,
      ...ids,
      id: newId<DeviceId>(clock, random),
      tenantId: query.tenantId,
      devEui: devEui as Eui64,
      ...(joinEui !== undefined && { joinEui: joinEui as Eui64 }),
      name,
    };
    return { draft, keys };
  });
  const keys: NewKey[] = made.flatMap((one) => one.keys);
  if (keys.length > 0) await stores.keys.put(keys);
  try {
    const fresh = keys.map(({ id }) => id);
    const devices = await withKeys(services, { fresh }, () =>
      stores.registry.devices.create(made.map(({ draft }) => draft)),
    );
    return devices.map((device, i) => {
      const { id, devEui } = device;
      return { device, row: { line: some[i]!.line, devEui, outcome: "created", id } };
    });
  } catch (error) {
    if (!(error instanceof CallerError)) throw error;
    if (some.length === 1) return [{ row: failed(some[0]!, error) }];
    const single: Outcome[] = [];
    for (const one of some) single.push(...(await createSome(services, query, [one])));
    return single;
  }
}

function failed(
  { line, input }: { readonly line: number; readonly input: DeviceInput },
  error: CallerError,
): ImportedRow {
  const errors = [{ path: "", code: error.code, message: error.message || errorLine(error) }];
  return { line, devEui: input.devEui, outcome: "failed", errors };
}
