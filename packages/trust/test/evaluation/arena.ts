import { gaussian, type GatewayId, type SeededRandom } from "@lorats/base";
import type { Reception } from "@lorats/events";
import { gatewayAfterFrame } from "../../src/judge/judge-gateway.ts";
import type { Hopping } from "../../src/judge/device-clock.ts";
import { DEFAULT_POLICY, type TrustPolicy } from "../../src/policy.ts";
import { judgeUplink, type JudgedUplink } from "../../src/server/judge-uplink.ts";
import { type DeviceTrust, NEW_DEVICE } from "../../src/state/device-trust.ts";
import { type GatewayTrust, NEW_GATEWAY } from "../../src/state/gateway-trust.ts";
import { awaitsClearing, reEnrol } from "../../src/track/bias-track.ts";
import { reception, START_S, uplink } from "../support.ts";

export const FREQ_HZ = 868_100_000;
/** What the SDR's estimator adds at −5 dB, SF7: 1.4 … 6 Hz by the Cramér–Rao bound. */
export const ESTIMATE_SD_HZ = 4;

export interface Sent {
  readonly s: number;
  readonly ppm: number;
  readonly gateways?: readonly number[];
  readonly more?: Partial<Reception>;
  readonly temperatureC?: number | undefined;
  readonly frmPayload?: string;
}

/** Gateways that several devices share. */
export class Air {
  readonly gateways = new Map<GatewayId, GatewayTrust>();
}

/** A device of the evaluation, judged by the very code of the hot path. */
export class Subject {
  state: DeviceTrust = NEW_DEVICE;
  fCnt = 0;
  readonly #air: Air;
  readonly #hash: number;
  readonly #policy: TrustPolicy;
  readonly #random: SeededRandom;
  readonly #hopping: Hopping | undefined;

  constructor(
    air: Air,
    hash: number,
    random: SeededRandom,
    policy: Partial<TrustPolicy> = {},
    hopping?: Hopping,
  ) {
    this.#air = air;
    this.#hash = hash;
    this.#random = random;
    this.#policy = { ...DEFAULT_POLICY, ...policy };
    this.#hopping = hopping;
  }

  /** What would be said of a frame; nothing is remembered. */
  judge(
    { s, ppm, gateways = [1], more, temperatureC, frmPayload = "" }: Sent,
    fCnt = this.fCnt,
  ): JudgedUplink {
    const receptions = gateways.map((gateway) =>
      reception(s, {
        gateway,
        biasHz: ppm * (FREQ_HZ / 1e6) + ESTIMATE_SD_HZ * gaussian(this.#random),
        biasSdHz: ESTIMATE_SD_HZ,
        ...(more && { more }),
      }),
    );
    const { modulation } = receptions[0]!;
    return judgeUplink(this.state, {
      uplink: uplink(s, fCnt, { modulation, frmPayload }),
      receptions,
      policy: this.#policy,
      temperatureC,
      hopping: this.#hopping,
      gatewayOf: (id) => this.#air.gateways.get(id) ?? NEW_GATEWAY,
    });
  }

  /** A frame that arrives: judged and remembered. */
  hear(sent: Sent): JudgedUplink {
    const judged = this.judge(sent);
    this.fCnt++;
    this.state = judged.state;
    for (const [id, state] of judged.gateways) this.#air.gateways.set(id, state);
    for (const lesson of judged.lessons) {
      const before = this.#air.gateways.get(lesson.gatewayId) ?? NEW_GATEWAY;
      this.#air.gateways.set(
        lesson.gatewayId,
        gatewayAfterFrame(before, lesson, this.#hash, judged.atS).state,
      );
    }
    return judged;
  }
}

/** A step that lasts is cleared as the network clears it: by a probe that is answered in the next frame. */
export function clearStep(subject: Subject, nowS: number): void {
  const { track } = subject.state;
  if (track && awaitsClearing(track, START_S + nowS)) {
    subject.state = { ...subject.state, track: reEnrol(track, START_S + nowS) };
  }
}

export function isAlarm({ trust }: JudgedUplink): boolean {
  return trust.verdict === "suspect" || trust.verdict === "replayed";
}

/** How far out the frame's bias was, and what was expected of it. */
export function biasOf({
  trust,
}: JudgedUplink):
  | { pValue: number; observedHz: number; errorHz: number; sdHz: number }
  | undefined {
  const found = trust.evidence.find(({ test }) => test === "bias");
  if (found?.pValue === undefined) return undefined;
  return {
    pValue: found.pValue,
    observedHz: found.observedHz!,
    errorHz: found.observedHz! - found.expectedHz!,
    sdHz: found.sdHz!,
  };
}
