import { fromHex, newId, toHex, type DevAddr, type DeviceId, type KeyId } from "@lorats/base";
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
      fCntUp: session.fCntUp,
      nFCntDown: session.nFCntDown,
      aFCntDown: session.aFCntDown,
    }),
    ...(last && { dataRate: last.dataRate }),
    ...(status && { batteryLevel: status.battery, marginDb: status.marginDb }),
  };
}

interface Wanted {
  readonly devAddr: string;
  readonly nwkSKey: string;
  readonly appSKey: string;
  readonly nFCntDown: number;
  readonly aFCntDown: number;
}

/**
 * The downlink counters of a session: not below those that it used already under one of these keys, since a counter that is used twice
 * encrypts two messages alike.
 */
async function unusedCounters(
  { network, stores }: Services,
  id: DeviceId,
  { devAddr, nwkSKey, appSKey, nFCntDown, aFCntDown }: Wanted,
): Promise<Pick<Wanted, "nFCntDown" | "aFCntDown">> {
  const session = (await network.states([id])).get(id)?.session;
  if (session?.devAddr !== devAddr) return { nFCntDown, aFCntDown };
  const before = [session.keys.fNwkSIntKey, session.keys.appSKey];
  const secrets = await stores.keys.get(before);
  const used = new Set([...secrets.values()].map((key) => toHex(key)));
  if (!used.has(nwkSKey) && !used.has(appSKey)) return { nFCntDown, aFCntDown };
  return {
    nFCntDown: Math.max(nFCntDown, session.nFCntDown),
    aFCntDown: Math.max(aFCntDown, session.aFCntDown),
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
    const { fCntUp } = body;
    const devAddr = body.devAddr as DevAddr;
    await withKeys(services, { fresh: [...ids.values()] }, async () => {
      const counters = await unusedCounters(services, id, body);
      await network.activate(id, { devAddr, keys, fCntUp, ...counters });
    });
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
