import { UnavailableError } from "@lorats/base";
import type { DownlinkSender } from "@lorats/network";

/** Stands in where no door is open: no gateway is ever connected. */
export const noDoor: DownlinkSender = {
  link: () => undefined,
  send: async () => {
    throw new UnavailableError("GW_NOT_CONNECTED", "no door for gateways is open");
  },
};
