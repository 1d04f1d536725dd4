import { ENDPOINTS } from "@lorats/api";
import { toHex, type ApplicationId, type KeyId, type TenantId } from "@lorats/base";
import { everyPage } from "@lorats/platform";
import { importDevices } from "../../devices/import-devices.ts";
import { deviceHandlers } from "../../http/handlers/devices.ts";
import { demand } from "../../http/tenancy.ts";
import {
  fieldsOf,
  perform,
  type Asker,
  type DocumentKind,
  type Fields,
  type Outcome,
} from "../kind.ts";

/** With their root keys and variables. Sessions stay where they are: a device has one network at a time. */
export const DEVICES: DocumentKind = {
  list: "devices",
  resource: "devices",
  quota: "devices",
  async *read({ stores: { registry, keys } }, tenantId) {
    for await (const page of everyPage(registry.devices, tenantId)) {
      const ids = page.flatMap(({ appKeyId, nwkKeyId }) => [appKeyId, nwkKeyId]);
      const secrets = await keys.get(ids.filter((id): id is KeyId => id !== undefined));
      const hex = (id: KeyId | undefined): string | undefined => {
        const secret = id && secrets.get(id);
        return secret && toHex(secret);
      };
      for (const one of page) {
        const { id, appKeyId, nwkKeyId, variables } = one;
        const [appKey, nwkKey] = [hex(appKeyId), hex(nwkKeyId)];
        yield {
          id,
          fields: fieldsOf(one, "appKeyId", "nwkKeyId", "variables"),
          secrets: {
            ...(appKey !== undefined && { appKey }),
            ...(nwkKey !== undefined && { nwkKey }),
            ...(Object.keys(variables).length > 0 && { variables }),
          },
        };
      }
    }
  },
  key: ({ devEui }) => String(devEui),
  references: { applicationId: ["applications"], profileId: ["deviceProfiles"] },
  withoutSecrets: { fields: {}, note: "its keys and variables were left out" },
  createBody: ENDPOINTS.createDevice.body,
  updateBody: ENDPOINTS.updateDevice.body,
  create: (asker, _, body) => perform(deviceHandlers, "createDevice", asker, {}, body),
  createMany,
  async update(asker, id, body) {
    await perform(deviceHandlers, "updateDevice", asker, { id }, body);
  },
};

async function createMany(
  { services, principal }: Asker,
  tenantId: TenantId,
  bodies: readonly Fields[],
): Promise<readonly Outcome[]> {
  demand(principal, tenantId, "devices", "write");
  const outcomes: Outcome[] = [];
  const rows = bodies.map((fields, line) => ({ line, fields }));
  const byApplication = Map.groupBy(rows, ({ fields }) => fields["applicationId"] as ApplicationId);
  for (const [applicationId, ofOne] of byApplication) {
    const query = { tenantId, applicationId, rows: ofOne, dryRun: false } as const;
    const imported = await importDevices(services, principal.actor, { ...query, onError: "skip" });
    for (const { line, id, errors = [] } of imported.rows) {
      outcomes[line] = id === undefined ? { errors } : { id };
    }
  }
  return outcomes;
}
