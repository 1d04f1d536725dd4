import { newId, type DeviceProfileId } from "@lorats/base";
import type { DeviceProfile, Draft } from "@lorats/network";
import type { CodecChoice } from "@lorats/platform";
import { recordChange } from "../../audit.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { HttpProblem } from "../problem.ts";
import { defined, merged, pageOf, shown } from "../shapes.ts";
import { tenantOfList, tenantOfNew } from "../tenancy.ts";

const show = (profile: DeviceProfile) => ({
  ...shown(profile),
  tags: { ...profile.tags },
});

type Fields = Omit<Draft<DeviceProfile>, "id" | "tenantId">;

type Operations =
  | "listDeviceProfiles"
  | "createDeviceProfile"
  | "getDeviceProfile"
  | "updateDeviceProfile"
  | "deleteDeviceProfile";

export const deviceProfileHandlers: Handlers<Operations> = {
  async listDeviceProfiles({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "device-profiles");
    const { deviceProfiles } = services.stores.registry;
    return pageOf(await deviceProfiles.list({ ...query, tenantId }), show);
  },

  async createDeviceProfile({ services, principal, body }) {
    const { clock, random, stores } = services;
    const tenantId = tenantOfNew(principal, body.tenantId, "device-profiles");
    await checkCodec(services, body.codec);
    const id = newId<DeviceProfileId>(clock, random);
    const [created] = await stores.registry.deviceProfiles.create([
      { ...(exact(body) as Fields), id, tenantId },
    ]);
    const after = show(created!);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "device-profile", id, after });
    return after;
  },

  async getDeviceProfile({ services, principal, params }) {
    const { deviceProfiles } = services.stores.registry;
    return show(await loadOwned(deviceProfiles, params.id, principal, "device-profiles", "read"));
  },

  async updateDeviceProfile({ services, principal, params, body }) {
    const { deviceProfiles } = services.stores.registry;
    const entity = await loadOwned(
      deviceProfiles,
      params.id,
      principal,
      "device-profiles",
      "write",
    );
    if (body.codec) await checkCodec(services, body.codec);
    const [updated] = await deviceProfiles.update([merged(entity, exact(body) as Partial<Fields>)]);
    const after = show(updated!);
    const { id, tenantId } = entity;
    const { actor } = principal;
    await recordChange(services, {
      actor,
      tenantId,
      kind: "device-profile",
      id,
      before: show(entity),
      after,
    });
    return after;
  },

  async deleteDeviceProfile({ services, principal, params }) {
    const { deviceProfiles } = services.stores.registry;
    const entity = await loadOwned(
      deviceProfiles,
      params.id,
      principal,
      "device-profiles",
      "write",
    );
    await deviceProfiles.delete([entity.id]);
    const { id, tenantId } = entity;
    const { actor } = principal;
    await recordChange(services, {
      actor,
      tenantId,
      kind: "device-profile",
      id,
      before: show(entity),
    });
  },
};

interface Groups {
  readonly adr?: object | undefined;
  readonly rx?: object | undefined;
}

/** The same without fields that are undefined, inside the two groups of optional settings as well. */
function exact({ adr, rx, ...rest }: Groups): object {
  return {
    ...defined(rest),
    ...(adr && { adr: defined(adr) }),
    ...(rx && { rx: defined(rx) }),
  };
}

/** Refuses a script that cannot even be read. What it makes of payloads is seen when they come. */
export async function checkCodec({ codecs }: Services, codec: CodecChoice): Promise<void> {
  const refusal = await codecs.check(codec);
  if (refusal) throw new HttpProblem(400, refusal.code, refusal.reason);
}
