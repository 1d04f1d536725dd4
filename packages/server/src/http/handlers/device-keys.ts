import { toHex, type KeyId } from "@lorats/base";
import { recordChange } from "../../audit.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";

export const deviceKeyHandlers: Handlers<"revealKeys"> = {
  async revealKeys({ services, principal, params }) {
    const { stores, network } = services;
    const { devices } = stores.registry;
    const device = await loadOwned(devices, params.id, principal, "devices", "write");
    const { id, tenantId, appKeyId, nwkKeyId } = device;
    const session = (await network.states([id])).get(id)?.session;
    const wanted = { appKey: appKeyId, nwkKey: nwkKeyId, ...session?.keys };
    const ids = Object.values(wanted).filter((one) => one !== undefined);
    const secrets = await stores.keys.get(ids);
    const hex = (keyId: KeyId | undefined): string | undefined => {
      const secret = keyId === undefined ? undefined : secrets.get(keyId);
      return secret && toHex(secret);
    };
    const revealed = Object.keys(wanted).filter((name) => wanted[name as keyof typeof wanted]);
    // Written before anything is shown: who has seen the keys stands in the log whatever happens then.
    const { actor } = principal;
    const record = { actor, tenantId, kind: "device-keys", id, after: { revealed } };
    await recordChange(services, { ...record, isReveal: true });
    return {
      appKey: hex(appKeyId),
      nwkKey: hex(nwkKeyId),
      ...(session && {
        session: {
          appSKey: hex(session.keys.appSKey),
          fNwkSIntKey: hex(session.keys.fNwkSIntKey),
          sNwkSIntKey: hex(session.keys.sNwkSIntKey),
          nwkSEncKey: hex(session.keys.nwkSEncKey),
        },
      }),
    };
  },
};
