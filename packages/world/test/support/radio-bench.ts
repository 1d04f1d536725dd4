import { SeededRandom, VirtualClock } from "@lorats/base";
import { Air } from "../../src/air/air.ts";
import { loraAirtimeNs } from "../../src/air/airtime.ts";
import { COLLISION_MODELS, type CollisionModelName } from "../../src/air/collision.ts";
import type { Place } from "../../src/air/geometry.ts";
import { propagation } from "../../src/air/propagation.ts";
import type { Heard, Receiver, Transmission } from "../../src/air/transmission.ts";

export const at = (eastM: number, northM = 0, upM = 0): Place => ({ eastM, northM, upM });

/** A gateway that remembers what it heard and when. */
export class Ear implements Receiver {
  readonly id: string;
  readonly place: Place;
  readonly noiseFigureDb = 6;
  readonly collisions;
  readonly heard: (Heard & { readonly atNs: bigint })[] = [];
  readonly bad: Heard[] = [];
  readonly #clock: VirtualClock;

  constructor(
    clock: VirtualClock,
    model: CollisionModelName,
    id = "gateway",
    place = at(0, 0, 25),
  ) {
    this.id = id;
    this.place = place;
    this.#clock = clock;
    this.collisions = COLLISION_MODELS[model];
  }

  listensTo(): boolean {
    return true;
  }

  hear(heard: Heard): void {
    this.heard.push({ ...heard, atNs: this.#clock.monotonic() });
  }

  hearBad(heard: Heard): void {
    this.bad.push(heard);
  }

  from(sender: string): Transmission[] {
    return this.heard.map(({ transmission }) => transmission).filter((t) => t.sender === sender);
  }
}

export interface RadioBench {
  readonly clock: VirtualClock;
  readonly air: Air;
  readonly random: SeededRandom;
  readonly gateway: Ear;
}

/** The paper's figure 5: a gateway at the origin, in Hata's city. */
export function radioBench(model: CollisionModelName = "sx1276", seed = 11): RadioBench {
  const clock = new VirtualClock();
  const random = new SeededRandom(seed);
  const air = new Air(clock, random.fork(1), {
    propagation: propagation({ model: "okumura-hata", area: "urban", lowestBaseM: 25 }),
    shadowingDb: 0,
    fadingDb: 0,
  });
  const gateway = new Ear(clock, model);
  air.attach(gateway);
  return { clock, air, random, gateway };
}

/** A device's uplink that begins now. */
export function uplink(
  { clock, air }: RadioBench,
  sender: string,
  place: Place,
  more: Partial<Transmission> = {},
): Transmission {
  const startNs = clock.monotonic();
  const phyPayload = Uint8Array.from({ length: 23 }, (_, i) => (7 * i + 3) & 0xff);
  const sent: Transmission = {
    sender,
    place,
    phyPayload,
    freqHz: 868_100_000,
    sf: 7,
    bwHz: 125_000,
    powerDbm: 14,
    invertIq: false,
    startNs,
    endNs: startNs + loraAirtimeNs({ sf: more.sf ?? 7, bwHz: 125_000 }, 23, true),
    biasHz: -21_000,
    ...more,
  };
  air.transmit(sent);
  return sent;
}
