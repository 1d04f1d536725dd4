import { newId, softwareAes, type KeyId } from "@lorats/base";
import {
  scheduleKeyOfSession,
  scheduleKeyOfX25519,
  validatePlan,
  type HoppingEnrolment,
} from "@lorats/trust";
import type { Device } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import { destroyKeys, withKeys } from "../../key-change.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { HttpProblem } from "../problem.ts";

type Operations = "getHopping" | "enrolHopping" | "endHopping";
type Shown = Awaited<ReturnType<Handlers<"getHopping">["getHopping"]>>;

function show(enrolment: HoppingEnrolment | undefined): Shown {
  if (!enrolment) return { enabled: false };
  const { plan, agreement, serverPublicKey } = enrolment;
  return {
    enabled: true,
    ...plan,
    agreement,
    ...(serverPublicKey !== undefined && { serverPublicKey }),
  };
}

async function enrolmentOf(
  { stores }: Services,
  { id }: Device,
): Promise<HoppingEnrolment | undefined> {
  return (await stores.trustSettings.hopping()).get(id);
}

export const hoppingHandlers: Handlers<Operations> = {
  async getHopping({ services, principal, params }) {
    const { devices } = services.stores.registry;
    const device = await loadOwned(devices, params.id, principal, "devices", "read");
    return show(await enrolmentOf(services, device));
  },

  async enrolHopping({ services, principal, params, body }) {
    const { registry, keys, trustSettings } = services.stores;
    const device = await loadOwned(registry.devices, params.id, principal, "devices", "write");
    const { sliceMs, minSlices, maxSlices, devicePublicKey } = body;
    const plan = { sliceMs, minSlices, maxSlices };
    validatePlan(plan);
    const agreed =
      devicePublicKey === undefined
        ? { key: await sessionKey(services, device), serverPublicKey: undefined }
        : scheduleKeyOfX25519(devicePublicKey);
    const before = await enrolmentOf(services, device);
    const { id, tenantId } = device;
    const keyId = newId<KeyId>(services.clock, services.random);
    await keys.put([{ id: keyId, tenantId, kind: "schedule", secret: agreed.key }]);
    const { serverPublicKey } = agreed;
    const enrolment: HoppingEnrolment = {
      plan,
      keyId,
      agreement: devicePublicKey === undefined ? "session-key" : "x25519",
      ...(serverPublicKey !== undefined && { serverPublicKey }),
    };
    await withKeys(services, { fresh: [keyId] }, () =>
      trustSettings.setHopping(tenantId, id, enrolment),
    );
    await services.trust.reload();
    await destroyKeys(services, [before?.keyId]);
    const after = show(enrolment);
    const { actor } = principal;
    await recordChange(services, {
      actor,
      tenantId,
      kind: "hopping",
      id,
      before: before && show(before),
      after,
    });
    return after;
  },

  async endHopping({ services, principal, params }) {
    const { registry, keys, trustSettings } = services.stores;
    const device = await loadOwned(registry.devices, params.id, principal, "devices", "write");
    const before = await enrolmentOf(services, device);
    if (!before) return;
    const { id, tenantId } = device;
    await trustSettings.setHopping(tenantId, id);
    await services.trust.reload();
    await keys.destroy([before.keyId]);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "hopping", id, before: show(before) });
  },
};

async function sessionKey({ network, stores }: Services, { id }: Device) {
  const keyId = (await network.states([id])).get(id)?.session?.keys.appSKey;
  const appSKey = keyId && (await stores.keys.get([keyId])).get(keyId);
  if (!appSKey) {
    throw new HttpProblem(
      409,
      "TRUST_NO_SESSION",
      "the device has no session to derive a key from",
    );
  }
  return scheduleKeyOfSession(softwareAes, appSKey);
}
