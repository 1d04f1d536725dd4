import type { SeededRandom } from "@lorats/base";
import { FrameReceiver, type ReceivedFrame } from "@lorats/phy";
import { loraAirtimeNs } from "../../air/airtime.ts";
import { noiseFloorDbm } from "../../air/link.ts";
import type { Transmission } from "../../air/transmission.ts";
import { FINE_RADIO } from "../../iq/front-end.ts";
import { frameArrival } from "../../iq/frame-arrival.ts";
import { QUANTUM, SdrReceiver } from "../../iq/sdr-receiver.ts";
import { CARRIER_HZ } from "./radio-lab.ts";

const RATE_HZ = 512_000;

export interface CollisionSetting {
  readonly sf: number;
  readonly bytes: number;
  /** Of the victim, in its bandwidth. */
  readonly victimSnrDb: number;
  /** Victim over collider. */
  readonly scrDb: number;
  readonly lagS: number;
}

export interface CollisionOutcome {
  readonly victim: boolean;
  readonly collider: boolean;
  /** A frame with a header and a wrong CRC was reported. */
  readonly bad: boolean;
}

/** Seconds on the air of one of the frames. */
export function frameS(sf: number, bytes: number): number {
  return Number(loraAirtimeNs({ sf, bwHz: 125_000 }, bytes, true)) / 1e9;
}

/** Two frames of equal length, superposed, and what our demodulator makes of them. */
export function collideOnce(setting: CollisionSetting, random: SeededRandom): CollisionOutcome {
  const { sf, bytes, victimSnrDb, scrDb, lagS } = setting;
  const sdr = new SdrReceiver(() => 0, random.fork(random.uint32()), FINE_RADIO);
  sdr.set({ centreHz: CARRIER_HZ, rateHz: RATE_HZ, gainTenthsDb: 300 });
  const powerDbm = noiseFloorDbm(125_000, 6) + victimSnrDb;
  const onsetS = (4 * 2 ** sf) / 125_000;
  const send = (atS: number, dbm: number): Uint8Array => {
    const sent: Transmission = {
      sender: "device",
      place: { eastM: 0, northM: 0, upM: 0 },
      phyPayload: random.bytes(bytes),
      freqHz: CARRIER_HZ,
      sf,
      bwHz: 125_000,
      powerDbm: 14,
      invertIq: false,
      startNs: 0n,
      endNs: 0n,
      biasHz: -20_000 + 6000 * ((random.uint32() % 1000) / 1000),
    };
    sdr.arrive(frameArrival(sent, { onsetS: atS, powerDbm: dbm }, random));
    return sent.phyPayload;
  };
  const victim = send(onsetS, powerDbm);
  const collider = send(onsetS + lagS, powerDbm - scrDb);
  const receiver = new FrameReceiver({
    sampleRateHz: RATE_HZ,
    bwHz: 125_000,
    sfs: [sf],
    carrierHz: CARRIER_HZ,
    maxBiasHz: 28_000,
  });
  const endS = onsetS + lagS + frameS(sf, bytes) + (6 * 2 ** sf) / 125_000;
  const frames: ReceivedFrame[] = [];
  for (let i = 0; i < (endS * RATE_HZ) / QUANTUM; i++)
    frames.push(...receiver.push(sdr.renderIq()));
  frames.push(...receiver.flush());
  const has = (payload: Uint8Array): boolean =>
    frames.some(
      (frame) => frame.crcOk && frame.payload && Buffer.compare(frame.payload, payload) === 0,
    );
  return {
    victim: has(victim),
    collider: has(collider),
    bad: frames.some((frame) => frame.crcOk === false),
  };
}
