import type { LocationResolver } from "./resolver.ts";

/** What a network that does not say is worth. */
const USUAL_M = 1000;

/** What the network that brought the message says of the place. */
export const otherNetwork: LocationResolver = {
  name: "other-network",
  version: 1,
  async resolve({ told }) {
    return told && { place: { ...told, uncertaintyM: told.uncertaintyM ?? USUAL_M }, gateways: 0 };
  },
};
