import { InternalError } from "@lorats/base";
import { newEvent, type Cursor, type NewEvent, type Reception } from "@lorats/events";
import { gatewayAfterFrame } from "../judge/judge-gateway.ts";
import type { TrustPolicy } from "../policy.ts";
import { RULES } from "../rules.ts";
import { afterUplink, afterVerdict } from "../signals/device-signals.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { NEW_GATEWAY } from "../state/gateway-trust.ts";
import { hashOf } from "../statistics/hash.ts";
import { handlingOf } from "../verdict/handling.ts";
import { judgeUplink, type JudgedUplink } from "./judge-uplink.ts";
import type { Memory } from "./memory.ts";
import type { TrustPorts } from "./ports.ts";
import { RecentFrames, type RecentFrame } from "./recent-frames.ts";
import type { Settings } from "./settings.ts";
import { signalEvents } from "./signal-events.ts";

const RECENT = 4096;

/** What a frame is judged with besides what is remembered. */
export type FrameCase = Pick<RecentFrame, "uplink" | "receptions" | "temperatureC" | "before">;

/** A frame of the batch under way. */
type Waiting = Omit<RecentFrame, "after">;

/** Judges frames, batch by batch, and keeps what they teach apart until the log has taken them. */
export class FrameJudge {
  readonly recent: RecentFrames = new RecentFrames(RECENT);
  readonly #memory: Memory;
  readonly #settings: Settings;
  readonly #ports: Pick<TrustPorts, "payloads" | "places">;
  #waiting: Waiting[] = [];

  constructor(memory: Memory, settings: Settings, ports: Pick<TrustPorts, "payloads" | "places">) {
    this.#memory = memory;
    this.#settings = settings;
    this.#ports = ports;
  }

  /** Judges a frame after those before it. HOT PATH. */
  assess(
    uplink: NewEvent<"uplink">,
    receptions: readonly Reception[],
  ): readonly [NewEvent<"assessment">, ...NewEvent[]] {
    if (receptions.length === 0) {
      throw new InternalError("TRUST_NO_RECEPTION", "an uplink rests on at least one reception");
    }
    const { deviceId, deduplicationId, applicationId } = uplink.body;
    const before = this.#memory.devices.get(deviceId);
    const policy = this.#settings.policyOf(applicationId);
    const temperatureC = this.#ports.payloads?.temperatureOf(uplink.body);
    const judged = this.judge({ uplink, receptions, temperatureC, before });
    const signals = [
      ...this.#teachDevice(uplink, before, judged, policy),
      ...this.#teachGateways(uplink, judged),
    ];
    const { timing, trust } = judged;
    const handling = handlingOf(trust.verdict, policy);
    const at = { tenantId: uplink.tenantId, key: uplink.key, time: uplink.time };
    const event = newEvent("assessment", at, {
      deduplicationId,
      deviceId,
      revision: 0,
      rules: RULES,
      timing,
      trust,
      ...(handling && { handling }),
    });
    const assessment = event.body;
    const { atS } = judged;
    this.#waiting.push({ uplink, receptions, temperatureC, before, assessment, atS });
    return [event, ...signals];
  }

  /** What would be said of a frame with what is known now; nothing is remembered. */
  judge({ uplink, receptions, temperatureC, before }: FrameCase): JudgedUplink {
    const { deviceId, applicationId } = uplink.body;
    const { places } = this.#ports;
    return judgeUplink(before, {
      uplink,
      receptions,
      policy: this.#settings.policyOf(applicationId),
      temperatureC,
      hopping: this.#settings.hoppingOf(deviceId),
      place: places?.ofDevice(deviceId),
      placeOf: places && ((id) => places.ofGateway(id)),
      gatewayOf: (id) => this.#memory.gateways.get(id),
    });
  }

  /** The log has taken the frame. */
  settled({ body }: NewEvent<"uplink">, position: Cursor): void {
    const { devices, gateways } = this.#memory;
    devices.commit();
    gateways.commit();
    this.#memory.positions = { ...this.#memory.positions, frames: position };
    const at = this.#waiting.findIndex(
      ({ uplink }) => uplink.body.deduplicationId === body.deduplicationId,
    );
    if (at < 0) return;
    const [one] = this.#waiting.splice(at, 1);
    this.recent.set({ ...one!, after: devices.get(body.deviceId) });
  }

  abandoned(): void {
    this.#memory.devices.abandon();
    this.#memory.gateways.abandon();
    this.#waiting = [];
  }

  #teachDevice(
    uplink: NewEvent<"uplink">,
    before: DeviceTrust,
    judged: JudgedUplink,
    policy: TrustPolicy,
  ): NewEvent[] {
    const { deviceId, fCnt } = uplink.body;
    const { state, trust, atS } = judged;
    const gap = before.last && fCnt > before.last.fCnt ? fCnt - before.last.fCnt - 1 : 0;
    const first = afterUplink(state.signs, gap, atS);
    const second = afterVerdict(first.signs, trust.verdict, {
      nowS: atS,
      intervalS: state.meanIntervalS,
      explanation: trust.explanation ?? "",
      alarm: policy.alarm,
    });
    this.#memory.devices.put(deviceId, uplink.tenantId, { ...state, signs: second.signs });
    const { deduplicationId } = uplink.body;
    return [
      ...signalEvents(uplink, "device", deviceId, first.raise),
      ...signalEvents(uplink, "device", deviceId, second.raise, { deduplicationId }),
    ];
  }

  #teachGateways(
    uplink: NewEvent<"uplink">,
    { gateways: seen, lessons, atS }: JudgedUplink,
  ): NewEvent[] {
    const { gateways } = this.#memory;
    const device = hashOf(uplink.body.deviceId);
    const heard = new Map(seen);
    const raised: NewEvent[] = [];
    for (const lesson of lessons) {
      const before = heard.get(lesson.gatewayId) ?? NEW_GATEWAY;
      const { state, signs } = gatewayAfterFrame(before, lesson, device, atS);
      heard.set(lesson.gatewayId, state);
      const tenantId = gateways.tenantOf(lesson.gatewayId) ?? uplink.tenantId;
      raised.push(...signalEvents({ ...uplink, tenantId }, "gateway", lesson.gatewayId, signs));
    }
    for (const [id, state] of heard) {
      if (state !== gateways.get(id)) gateways.put(id, uplink.tenantId, state);
    }
    return raised;
  }
}
