import { getRegion, type Region } from "@lorats/lorawan";

/** The devices of this world live in Europe. */
export const EU868: Region = getRegion("EU868");

/** Where the second window opens until the network says otherwise. */
export const DEFAULT_RX2: { readonly freqHz: number; readonly dataRate: number } = {
  freqHz: EU868.rx2.frequency.firstHz,
  dataRate: EU868.rx2.dataRate,
};
