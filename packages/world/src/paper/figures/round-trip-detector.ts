import { loraTimeOnAirMs, type SpreadingFactor } from "@lorats/lorawan";
import type { Figure } from "../figure.ts";

/** Fastest EU868 downlink share of a gateway: the 10 % sub-band of RX2, and 1 % where RX1 lies. */
const DOWNLINK_DUTY = { rx1: 0.01, rx2: 0.1 };
const ACK_BYTES = 12;
const UPLINK_BYTES = 33;

/** §4.1.2: the simple detector that times an acknowledgement for every uplink. */
export const roundTripDetector: Figure = {
  id: "round-trip-detector",
  title: "The round-trip detector as a baseline",
  section: "§4.1.2",
  kind: "computed",
  run() {
    const rows = [7, 8, 9, 10, 11, 12].map((sf) => {
      const frame = { sf: sf as SpreadingFactor, bwHz: 125_000, crc: true };
      const up = loraTimeOnAirMs({ ...frame, phyBytes: UPLINK_BYTES });
      const down = loraTimeOnAirMs({ ...frame, phyBytes: ACK_BYTES, crc: false });
      const perHour = (3.6e6 * (DOWNLINK_DUTY.rx1 + 0.1 * DOWNLINK_DUTY.rx2)) / down;
      // Uplinks at 10 minutes each are six an hour.
      return [sf, up, down, down / up, Math.floor(perHour / 6)] as const;
    });
    const devices = rows.map((row) => row[4]);
    return {
      paperSays:
        "It doubles the communication, one downlink at a time, and it is the device that learns of the attack, not the gateway.",
      weGet: `An acknowledgement costs ${(100 * rows[5]![3]).toFixed(0)} … ${(100 * rows[0]![3]).toFixed(0)} % of its uplink's airtime; one gateway's duty cycle feeds ${devices[5]} devices at SF12 (${devices[0]} at SF7) that report every ten minutes. A delay of any length beyond the receive windows is noticed at once, by the device.`,
      why: "The paper argues in words; here the law's duty cycle is counted. A probe of the network server asks for the answer in 1 % of the uplinks only and leaves the verdict with the server.",
      parameters: {
        "uplink, bytes": UPLINK_BYTES,
        "acknowledgement, bytes": ACK_BYTES,
        "duty cycle of RX1": DOWNLINK_DUTY.rx1,
        "share of acknowledgements in RX2": 0.1,
      },
      tables: [
        {
          name: "round-trip-detector",
          columns: ["SF", "uplink, ms", "acknowledgement, ms", "share", "devices a gateway"],
          rows,
        },
      ],
      plots: [
        {
          kind: "lines",
          title: "Devices that one gateway can acknowledge, a frame each ten minutes",
          x: { label: "spreading factor" },
          y: { label: "devices", log: true },
          series: [
            {
              name: "devices",
              points: rows.map((row) => [row[0], row[4]] as const),
              marks: "both",
            },
          ],
        },
      ],
    };
  },
};
