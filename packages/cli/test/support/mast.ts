import { SeededRandom, type Eui64 } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { Air } from "../../../world/src/air/air.ts";
import { loraAirtimeNs } from "../../../world/src/air/airtime.ts";
import { propagation } from "../../../world/src/air/propagation.ts";
import type { Transmission } from "../../../world/src/air/transmission.ts";
import { radioPlan } from "../../../world/src/device/region.ts";
import { Concentrator } from "../../../world/src/forwarder/concentrator.ts";

/** Where the mast stands, and a device beside it. */
export const MAST = { eastM: 0, northM: 0, upM: 10 };
export const DEVICE = { eastM: 100, northM: 0, upM: 1 };

export const PLAN = radioPlan("EU868", 0);

/** An air without surprises. */
export function stillAir(): Air {
  return new Air(systemClock, new SeededRandom(1), {
    propagation: propagation({ model: "free-space" }),
    shadowingDb: 0,
    fadingDb: 0,
  });
}

/** A concentrator on the mast, whose oscillator is 2 ppm fast. */
export function concentratorOn(air: Air, id: Eui64, hasGps: boolean): Concentrator {
  const options = {
    id,
    plan: PLAN,
    place: MAST,
    latitudeDeg: 1.3,
    longitudeDeg: 103.6,
    hasGps,
    collisions: "sx1301",
    clockPpm: 2,
  } as const;
  return new Concentrator(options, systemClock, new SeededRandom(2), air);
}

/** What the device beside the mast sends now, if nothing else is said: SF7 on 868.1 MHz, 20 kHz too low. */
export function uplink(air: Air, n: number, changes: Partial<Transmission> = {}): Transmission {
  const startNs = systemClock.monotonic();
  const shape = { sf: 7, bwHz: 125_000, freqHz: 868_100_000, biasHz: -20_000, ...changes };
  const phyPayload = Uint8Array.of(0x40, n, 2, 3, 4, 0, n, 0, 1, 9, 10, 11, 12, 13);
  const airtimeNs = loraAirtimeNs(shape, phyPayload.length, true);
  const sent: Transmission = {
    sender: "device",
    place: DEVICE,
    phyPayload,
    powerDbm: 14,
    invertIq: false,
    startNs,
    endNs: startNs + airtimeNs,
    ...shape,
  };
  air.transmit(sent);
  return sent;
}
