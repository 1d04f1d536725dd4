import type { ApplicationId, CancelTimer, DeviceId, GatewayId } from "@lorats/base";
import { InternalError } from "@lorats/base";
import {
  newEvent,
  type Cursor,
  type NewEvent,
  type Reception,
  type StoredEvent,
} from "@lorats/events";
import { RULES } from "../rules.ts";
import { gatewayAfterFrame, type Sign } from "../judge/judge-gateway.ts";
import type { Hopping } from "../judge/device-clock.ts";
import { DEFAULT_POLICY, type TrustPolicy } from "../policy.ts";
import { wantsProbe } from "../probe/probe-track.ts";
import type { HoppingEnrolment } from "../ports/trust-settings.ts";
import { afterSilence, afterUplink, afterVerdict } from "../signals/device-signals.ts";
import { NEW_DEVICE, type DeviceTrust } from "../state/device-trust.ts";
import { NEW_GATEWAY, type GatewayTrust } from "../state/gateway-trust.ts";
import { isStepped } from "../track/bias-track.ts";
import { amendedAssessment } from "./amend.ts";
import { deviceOf, foldEvent } from "./fold-event.ts";
import { withOwner } from "../orphan/orphan-book.ts";
import { hashOf } from "../statistics/hash.ts";
import { judgeUplink, type JudgedUplink } from "./judge-uplink.ts";
import { Memory } from "./memory.ts";
import type { TrustPorts } from "./ports.ts";
import { RecentFrames } from "./recent-frames.ts";

const SAVE_EVERY_MS = 2000;
const SWEEP_EVERY_MS = 60_000;
const RECENT = 4096;
const PAGE = 1000;

/**
 * The shell of this room: the network asks it about every frame, it follows the log for everything else, and keeps
 * what it learnt as a cache of the log.
 */
export class Trust {
  readonly #ports: TrustPorts;
  readonly #memory: Memory;
  readonly #recent = new RecentFrames(RECENT);
  readonly #counts = new Map<string, number>();
  #policies: ReadonlyMap<ApplicationId, TrustPolicy> = new Map();
  #hopping = new Map<DeviceId, Hopping>();
  /** Frames of the batch under way, in the order of judging. */
  #judged: {
    readonly id: string;
    readonly judged: JudgedUplink;
    readonly before: DeviceTrust;
    readonly uplink: NewEvent<"uplink">;
    readonly receptions: readonly Reception[];
    readonly temperatureC: number | undefined;
    readonly event: NewEvent<"assessment">;
  }[] = [];
  #cancel: CancelTimer[] = [];
  #following: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();

  constructor(ports: TrustPorts) {
    this.#ports = ports;
    this.#memory = new Memory(ports.store, (error) =>
      this.#failed(error, "reading a state: it begins anew"),
    );
  }

  /** Reads what is remembered and folds what the log has beyond it. To be awaited before frames are judged. */
  async start(): Promise<void> {
    await this.reload();
    await this.#memory.open();
    const { frames, others } = this.#memory.positions;
    if (frames === undefined && others === undefined) await this.#replay(undefined, () => true);
    else {
      await this.#replay(frames, ({ type }) => type === "uplink");
      await this.#replay(others, ({ type }) => type !== "uplink");
    }
    await this.#memory.save();
    this.#following = this.#follow().catch((error: unknown) =>
      this.#failed(error, "following the log"),
    );
    this.#every(SAVE_EVERY_MS, () => this.#memory.save(), "writing what was learnt");
    this.#every(SWEEP_EVERY_MS, () => this.#sweep(), "looking for silent devices");
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    for (const cancel of this.#cancel) cancel();
    await this.#following;
    await this.#memory.save();
  }

  /** Reads policies and schedules anew, after somebody changed one. */
  async reload(): Promise<void> {
    const { settings, keys, aes } = this.#ports;
    this.#policies = await settings.policies();
    const enrolled = await settings.hopping();
    const secrets = await keys.get([...enrolled.values()].map(({ keyId }) => keyId));
    const open = ([id, { keyId, plan }]: readonly [DeviceId, HoppingEnrolment]): [
      DeviceId,
      Hopping,
    ][] => {
      const secret = secrets.get(keyId);
      return secret ? [[id, { cipher: aes.cipher(secret), plan }]] : [];
    };
    this.#hopping = new Map([...enrolled].flatMap(open));
  }

  counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  policyOf(applicationId: ApplicationId): TrustPolicy {
    return this.#policies.get(applicationId) ?? DEFAULT_POLICY;
  }

  /** What is known of a device; of one that was never heard, nothing. */
  async device(id: DeviceId): Promise<DeviceTrust> {
    await this.#memory.devices.load([id]);
    return this.#memory.devices.known(id) ?? NEW_DEVICE;
  }

  gateway(id: GatewayId): GatewayTrust {
    return this.#memory.gateways.known(id) ?? NEW_GATEWAY;
  }

  async forget(ids: readonly DeviceId[]): Promise<void> {
    this.#recent.forget(ids);
    await this.#memory.forget(ids);
  }

  // The network's port.

  async prepare(devices: readonly DeviceId[]): Promise<void> {
    await Promise.all([this.#memory.devices.load(devices), this.#ports.payloads?.prepare(devices)]);
  }

  /** Judges a frame after those before it. HOT PATH. */
  assess(uplink: NewEvent<"uplink">, receptions: readonly Reception[]): readonly NewEvent[] {
    if (receptions.length === 0) {
      throw new InternalError("TRUST_NO_RECEPTION", "an uplink rests on at least one reception");
    }
    const { deviceId, deduplicationId, applicationId } = uplink.body;
    const { devices, gateways } = this.#memory;
    const before = devices.get(deviceId);
    const policy = this.policyOf(applicationId);
    const temperatureC = this.#ports.payloads?.temperatureOf(uplink.body);
    const judged = judgeUplink(before, {
      uplink,
      receptions,
      policy,
      temperatureC,
      hopping: this.#hopping.get(deviceId),
      flightNs: this.#ports.flightOf?.(deviceId),
      gatewayOf: (id) => gateways.get(id),
    });
    const at = { tenantId: uplink.tenantId, key: uplink.key, time: uplink.time };
    const signals = [
      ...this.#teachDevice(uplink, before, judged, policy),
      ...this.#teachGateways(uplink, judged),
    ];
    const { timing, trust } = judged;
    const event = newEvent("assessment", at, {
      deduplicationId,
      deviceId,
      revision: 0,
      rules: RULES,
      timing,
      trust,
    });
    this.#judged.push({
      id: deduplicationId,
      judged,
      before,
      uplink,
      receptions,
      temperatureC,
      event,
    });
    this.#count(`verdicts:${trust.verdict}`);
    return [event, ...signals];
  }

  settled(uplink: NewEvent<"uplink">, position: Cursor): void {
    this.#memory.devices.commit();
    this.#memory.gateways.commit();
    this.#memory.positions = { ...this.#memory.positions, frames: position };
    const at = this.#judged.findIndex(({ id }) => id === uplink.body.deduplicationId);
    if (at < 0) return;
    const [one] = this.#judged.splice(at, 1);
    const { judged, before, receptions, temperatureC, event } = one!;
    const after = this.#memory.devices.get(uplink.body.deviceId);
    this.#recent.set({
      uplink,
      receptions,
      temperatureC,
      before,
      after,
      assessment: event.body,
      atS: judged.atS,
    });
  }

  abandoned(): void {
    this.#memory.devices.abandon();
    this.#memory.gateways.abandon();
    this.#judged = [];
  }

  /** Should the answer to this frame ask for the device's status? */
  wantsProbe({ deviceId, applicationId, deduplicationId }: NewEvent<"uplink">["body"]): boolean {
    const { probeShare: share, probesPerDay: perDay } = this.policyOf(applicationId);
    const { probes, track } = this.#memory.devices.get(deviceId);
    const nowS = Number(this.#ports.clock.now()) / 1e9;
    const urgent = track !== undefined && isStepped(track);
    return wantsProbe(probes, { share, perDay }, { deduplicationId, nowS, urgent });
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
    return signalsOf(uplink, "device", deviceId, [...first.raise, ...second.raise]);
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
      raised.push(...signalsOf({ ...uplink, tenantId }, "gateway", lesson.gatewayId, signs));
    }
    for (const [id, state] of heard) {
      if (state !== gateways.get(id)) gateways.put(id, uplink.tenantId, state);
    }
    return raised;
  }

  // The log.

  async #replay(after: Cursor | undefined, wanted: (event: StoredEvent) => boolean): Promise<void> {
    const { log } = this.#ports;
    let from = after;
    for (;;) {
      const page = await log.read({ after: from, limit: PAGE });
      const events = page.events.filter(wanted);
      await this.#memory.devices.load([
        ...new Set(events.flatMap((event) => deviceOf(event) ?? [])),
      ]);
      const receptions = await receptionsOf(log, events);
      for (const event of events) {
        if (event.type === "uplink") this.#judgeAgain(event, receptions);
        const { others } = this.#memory.positions;
        foldEvent(this.#memory, event);
        this.#memory.positions = {
          ...this.#memory.positions,
          others: event.type === "uplink" ? others : event.position,
        };
      }
      if (page.next === undefined) return;
      from = page.next;
      await this.#memory.save();
    }
  }

  /** Folds a frame that was judged before; what was said then stands in the log. */
  #judgeAgain(
    uplink: Extract<StoredEvent, { type: "uplink" }>,
    known: ReadonlyMap<Cursor, Reception>,
  ): void {
    const { freshness } = uplink.body;
    if (freshness !== "fresh" && freshness !== "late") return;
    const receptions = uplink.body.receptions.flatMap(({ position }) => known.get(position) ?? []);
    if (receptions.length === 0) return;
    this.assess(uplink, receptions);
    this.settled(uplink, uplink.position);
  }

  async #follow(): Promise<void> {
    const { log } = this.#ports;
    const { others, frames } = this.#memory.positions;
    const after = others ?? frames;
    for await (const events of log.follow(after, this.#stop.signal)) {
      for (const event of events) {
        try {
          await this.#take(event);
        } catch (error) {
          this.#failed(error, `folding ${event.type}`);
        }
        this.#memory.positions = { ...this.#memory.positions, others: event.position };
      }
    }
  }

  async #take(event: StoredEvent): Promise<void> {
    const id = deviceOf(event);
    if (id !== undefined) await this.#memory.devices.load([id]);
    const { events, amend } = foldEvent(this.#memory, event);
    const more: NewEvent[] = [...events];
    if (amend)
      more.push(...[await amendedAssessment(this.#ports.log, amend)].flatMap((one) => one ?? []));
    if (event.type === "uplink" && event.body.freshness === "late-backhaul") {
      more.push(...(await this.#lateCopies(event)));
    }
    if (event.type === "sighting" && event.body.kind === "orphan")
      more.push(...this.#lateOrphan(event.body));
    if (more.length > 0) await this.#ports.log.append(more);
    for (const one of more) if (one.type === "assessment") this.#count("revisions");
  }

  /** Further receptions of a frame that was judged without them. */
  async #lateCopies({
    body,
  }: Extract<StoredEvent, { type: "uplink" }>): Promise<readonly NewEvent[]> {
    const frame = this.#recent.get(body.deduplicationId);
    if (!frame) return [];
    const stored = await this.#ports.log.get(body.receptions.map(({ position }) => position));
    const late = stored.flatMap((one) => (one.type === "reception" ? [one.body] : []));
    return this.#revise({ ...frame, receptions: [...frame.receptions, ...late] });
  }

  /** An orphan that arrived after the frame that it belongs to. */
  #lateOrphan({
    freqHz,
    sf,
    lts,
  }: Extract<StoredEvent, { type: "sighting" }>["body"]): readonly NewEvent[] {
    const onsetS = Date.parse(lts.onset) / 1000;
    return this.#recent.on(freqHz, sf, onsetS).flatMap((frame) => this.#revise(frame));
  }

  /** Judges a frame again with what is known now, and says so if that changes what was said. */
  #revise(frame: Parameters<RecentFrames["set"]>[0]): readonly NewEvent[] {
    const { uplink, receptions, temperatureC, before, after, assessment } = frame;
    const { deviceId, applicationId } = uplink.body;
    const { devices, gateways } = this.#memory;
    const judged = judgeUplink(before, {
      uplink,
      receptions,
      policy: this.policyOf(applicationId),
      temperatureC,
      hopping: this.#hopping.get(deviceId),
      flightNs: this.#ports.flightOf?.(deviceId),
      gatewayOf: (id) => gateways.get(id),
    });
    const { timing, trust } = judged;
    if (isSame(assessment, { timing, trust })) return [];
    const body = { ...assessment, revision: assessment.revision + 1, timing, trust };
    // What a frame taught that should not have been believed is unlearnt while it is the newest.
    if (devices.get(deviceId) === after) {
      const signs = after.signs;
      devices.change(deviceId, uplink.tenantId, () => ({ ...judged.state, signs }));
    }
    for (const { gatewayId, orphan } of judged.owned) {
      const frameHash = hashOf(uplink.body.deduplicationId);
      gateways.change(gatewayId, uplink.tenantId, (state) => ({
        ...state,
        orphans: withOwner(state.orphans, orphan, frameHash),
      }));
    }
    this.#recent.set({ ...frame, assessment: body, after: devices.get(deviceId) });
    const { tenantId, key, time } = uplink;
    return [newEvent("assessment", { tenantId, key, time }, body)];
  }

  async #sweep(): Promise<void> {
    const { store, clock, log } = this.#ports;
    const now = clock.now();
    await this.#memory.save();
    const overdue = await store.overdue(Number(now / 1_000_000n), PAGE);
    const nowS = Number(now) / 1e9;
    const events: NewEvent[] = [];
    await this.#memory.devices.load(overdue.map(({ id }) => id));
    for (const { id, tenantId } of overdue) {
      this.#memory.devices.change(id, tenantId, (state) => {
        const silentS = nowS - (state.last?.sentS ?? nowS);
        const { signs, raise } = afterSilence(state.signs, silentS, nowS);
        events.push(...signalsOf({ tenantId, time: now }, "device", id, raise));
        return { ...state, signs };
      });
    }
    if (events.length > 0) await log.append(events);
  }

  #every(ms: number, call: () => Promise<void>, doing: string): void {
    const slot = this.#cancel.length;
    const again = (): void => {
      this.#cancel[slot] = this.#ports.clock.after(ms, () => {
        call()
          .catch((error: unknown) => this.#failed(error, doing))
          .finally(() => {
            if (!this.#stop.signal.aborted) again();
          });
      });
    };
    this.#cancel.push(() => {});
    again();
  }

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  #failed(error: unknown, doing: string): void {
    this.#count("failures");
    this.#ports.failed?.(error, doing);
  }
}

function isSame(
  known: NewEvent<"assessment">["body"],
  now: Pick<NewEvent<"assessment">["body"], "timing" | "trust">,
): boolean {
  const moved = Math.abs(Date.parse(known.timing.time) - Date.parse(now.timing.time)) > 1;
  const surer = now.timing.sdNs < 0.8 * known.timing.sdNs;
  return (
    known.trust.verdict === now.trust.verdict &&
    !moved &&
    !surer &&
    known.timing.deliveredAt === now.timing.deliveredAt
  );
}

function signalsOf(
  { tenantId, time }: Pick<NewEvent, "tenantId" | "time">,
  kind: "device" | "gateway",
  id: string,
  signs: readonly Sign[],
): NewEvent[] {
  return signs.map((sign) =>
    newEvent(
      "alarm-signal",
      { tenantId, key: id, time },
      { subject: { kind, id }, ...sign, details: { ...sign.details } },
    ),
  );
}

async function receptionsOf(
  log: TrustPorts["log"],
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<Cursor, Reception>> {
  const positions = events.flatMap((event) =>
    event.type === "uplink" ? event.body.receptions.map(({ position }) => position) : [],
  );
  if (positions.length === 0) return new Map();
  const found = new Map<Cursor, Reception>();
  for (const event of await log.get(positions)) {
    if (event.type === "reception") found.set(event.position, event.body);
  }
  return found;
}
