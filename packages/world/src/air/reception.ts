import { receivedShare, sensitivityDb, sightedShare } from "../measured/link-table.ts";
import { snrFloorDb } from "./link.ts";

/** How a receiver does against noise alone. Shares are probabilities, SNR is in the signal's bandwidth. */
export interface ReceptionModel {
  readonly source: string;
  received(sf: number, snrDb: number, bytes: number): number;
  /** Of frames whose preamble at least is reported. */
  sighted(sf: number, snrDb: number): number;
}

/** The receiver of a LoRaTS gateway, as measured on samples. */
export const LORATS_RECEPTION: ReceptionModel = {
  source: "packages/world/src/measured/links.gen.ts",
  received: receivedShare,
  sighted: sightedShare,
};

/**
 * A chip: it loses one frame in ten at the floor of its data sheet, and around that as our own demodulator does around
 * its own. It reports whole frames only.
 */
export const CHIP_RECEPTION: ReceptionModel = {
  source: "SX1261/2 data sheet, table 6-1, with the slope measured on our receiver",
  received: (sf, snrDb, bytes) =>
    receivedShare(sf, snrDb - snrFloorDb(sf) + sensitivityDb(sf), bytes),
  sighted: () => 0,
};
