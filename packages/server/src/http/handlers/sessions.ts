import { fromHex, newId, type DevAddr, type KeyId } from "@lorats/base";
import type { Device, DeviceState } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import { withKeys } from "../../key-change.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";

type Shown = Awaited<ReturnType<Handlers<"getSession">["getSession"]>>;

function show(state: DeviceState | undefined): Shown {
  const { session, status } = state ?? {};
  const last = session?.last;
  return {
    active: session !== undefined,
    ...(session && {
      devAddr: session.devAddr,
      macVersion: session.macVersion,
      nFCntDown: session.nFCntDown,
      aFCntDown: session.aFCntDown,
    }),
    ...(last && { fCntUp: last.fCnt, dataRate: last.dataRate }),
    ...(status && { batteryLevel: status.battery, marginDb: status.marginDb }),
  };
}

async function showNow({ network }: Services, { id }: Device): Promise<Shown> {
  return show((await network.states([id])).get(id));
}

export const deviceSessionHandlers: Handlers<"getSession" | "activate" | "endSession"> = {
  async getSession({ services, principal, params }) {
    const { devices } = services.stores.registry;
    return showNow(services, await loadOwned(devices, params.id, principal, "devices", "read"));
  },

  async activate({ services, principal, params, body }) {
    const { clock, random, stores, network } = services;
    const { devices } = stores.registry;
    const device = await loadOwned(devices, params.id, principal, "devices", "write");
    const { tenantId, id } = device;
    const { nwkSKey, appSKey, sNwkSIntKey = nwkSKey, nwkSEncKey = nwkSKey } = body;
    // Keys that are the same share an id.
    const ids = new Map<string, KeyId>();
    const idOf = (hex: string): KeyId => {
      const known = ids.get(hex) ?? newId<KeyId>(clock, random);
      ids.set(hex, known);
      return known;
    };
    const keys = {
      fNwkSIntKey: idOf(nwkSKey),
      sNwkSIntKey: idOf(sNwkSIntKey),
      nwkSEncKey: idOf(nwkSEncKey),
      appSKey: idOf(appSKey),
    };
    const secrets = [...ids].map(([hex, keyId]) => ({
      id: keyId,
      tenantId,
      kind: "session" as const,
      secret: fromHex(hex),
    }));
    await stores.keys.put(secrets);
    const { fCntUp, nFCntDown, aFCntDown } = body;
    const devAddr = body.devAddr as DevAddr;
    await withKeys(services, { fresh: [...ids.values()] }, () =>
      network.activate(id, { devAddr, keys, fCntUp, nFCntDown, aFCntDown }),
    );
    const after = await showNow(services, device);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "session", id, after });
    return after;
  },

  async endSession({ services, principal, params }) {
    const { devices } = services.stores.registry;
    const device = await loadOwned(devices, params.id, principal, "devices", "write");
    const before = await showNow(services, device);
    await services.network.activate(device.id);
    const { actor } = principal;
    const { tenantId, id } = device;
    await recordChange(services, { actor, tenantId, kind: "session", id, before });
  },
};
