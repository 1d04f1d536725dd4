import type { DeviceProfileId } from "@lorats/base";
import { ADR_ALGORITHMS, type DeviceProfile, type Draft } from "@lorats/network";
import type { CodecChoice } from "@lorats/platform";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { HttpProblem } from "../problem.ts";
import { RegistryResource } from "../registry-resource.ts";
import { defined, pageOf, shown } from "../shapes.ts";
import { tenantOfNew } from "../tenancy.ts";

const show = (profile: DeviceProfile) => ({
  ...shown(profile),
  tags: { ...profile.tags },
});

const PROFILES = new RegistryResource<DeviceProfileId, DeviceProfile>({
  kind: "device-profile",
  resource: "device-profiles",
  collection: ({ deviceProfiles }) => deviceProfiles,
  show,
});

type Fields = Omit<Draft<DeviceProfile>, "id" | "tenantId">;

type Operations =
  | "listDeviceProfiles"
  | "createDeviceProfile"
  | "getDeviceProfile"
  | "updateDeviceProfile"
  | "deleteDeviceProfile";

export const deviceProfileHandlers: Handlers<Operations> = {
  async listDeviceProfiles(call) {
    return pageOf(await PROFILES.list(call, call.query), show);
  },

  async createDeviceProfile(call) {
    const { tenantId, ...fields } = call.body;
    const owner = tenantOfNew(call.principal, tenantId, "device-profiles");
    checkAlgorithm(call.services, fields.adr.algorithm);
    await checkCodec(call.services, fields.codec);
    return show(await PROFILES.create(call, owner, exact(fields) as Fields));
  },

  async getDeviceProfile(call) {
    return show(await PROFILES.load(call, call.params.id, "read"));
  },

  async updateDeviceProfile(call) {
    const { services, body } = call;
    const profile = await PROFILES.load(call, call.params.id, "write");
    if (body.adr) checkAlgorithm(services, body.adr.algorithm);
    if (body.codec) await checkCodec(services, body.codec);
    return show(await PROFILES.update(call, profile, exact(body)));
  },

  async deleteDeviceProfile(call) {
    await PROFILES.delete(call, await PROFILES.load(call, call.params.id, "write"));
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

/** Refuses an ADR algorithm that the server does not have: devices would silently be left alone. */
function checkAlgorithm({ network }: Services, wanted: string): void {
  const known = [...ADR_ALGORITHMS, ...network.options.adrAlgorithms].map(({ id }) => id);
  if (wanted === "none" || known.includes(wanted)) return;
  const choice = ["none", ...known].join(", ");
  throw new HttpProblem(400, "ADR_UNKNOWN", `no ADR algorithm ${wanted}; there are ${choice}`);
}

/** Refuses a script that cannot even be read. What it makes of payloads is seen when they come. */
export async function checkCodec({ codecs }: Services, codec: CodecChoice): Promise<void> {
  const refusal = await codecs.check(codec);
  if (refusal) throw new HttpProblem(400, refusal.code, refusal.reason);
}
