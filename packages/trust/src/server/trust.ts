import type { ApplicationId, CancelTimer, DeviceId, GatewayId } from "@lorats/base";
import type { Cursor, Downlink, NewEvent, Reception, StoredEvent } from "@lorats/events";
import type { TrustPolicy } from "../policy.ts";
import { airtimeS, ProbeBudget } from "../probe/probe-budget.ts";
import { wantsProbe } from "../probe/probe-track.ts";
import { isProbe } from "../probe/status-request.ts";
import { afterSilence } from "../signals/device-signals.ts";
import { NEW_DEVICE, type DeviceTrust } from "../state/device-trust.ts";
import { NEW_GATEWAY, type GatewayTrust } from "../state/gateway-trust.ts";
import { awaitsClearing } from "../track/bias-track.ts";
import { deviceOf, isEvidence } from "./fold-event.ts";
import { FrameJudge } from "./frame-judge.ts";
import { LateEvidence } from "./late-evidence.ts";
import { judgedReceptions, pagesOf } from "./log-reader.ts";
import { Memory } from "./memory.ts";
import type { TrustPorts } from "./ports.ts";
import { Settings } from "./settings.ts";
import { signalEvents } from "./signal-events.ts";

const SAVE_EVERY_MS = 2000;
const SWEEP_EVERY_MS = 60_000;
const OVERDUE = 1000;

/**
 * The shell of this room: the network asks it about every frame, it follows the log for everything else, and keeps
 * what it learnt as a cache of the log.
 */
export class Trust {
  readonly #ports: TrustPorts;
  readonly #memory: Memory;
  readonly #settings: Settings;
  readonly #judge: FrameJudge;
  readonly #late: LateEvidence;
  readonly #counts = new Map<string, number>();
  readonly #budget = new ProbeBudget();
  readonly #cancel: CancelTimer[] = [];
  #following: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();

  constructor(ports: TrustPorts) {
    this.#ports = ports;
    this.#memory = new Memory(ports.store, (error) =>
      this.#failed(error, "reading a state: it begins anew"),
    );
    this.#settings = new Settings(ports);
    this.#judge = new FrameJudge(this.#memory, this.#settings, ports);
    this.#late = new LateEvidence(ports.log, this.#memory, this.#settings, this.#judge);
  }

  /** Reads what is remembered and folds what the log has beyond it. To be awaited before frames are judged. */
  async start(): Promise<void> {
    await this.reload();
    await this.#memory.open();
    const { frames, others } = this.#memory.positions;
    const isNew = frames === undefined && others === undefined;
    if (isNew) await this.#replay(undefined, () => true, false);
    else {
      await this.#replay(frames, ({ type }) => type === "uplink", false);
      // What an event led to may not have been appended before the end came: it is said again rather than lost.
      await this.#replay(others, ({ type }) => type !== "uplink", true);
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
    await this.#settings.reload();
  }

  counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  policyOf(applicationId: ApplicationId): TrustPolicy {
    return this.#settings.policyOf(applicationId);
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
    this.#judge.recent.forget(ids);
    await this.#memory.forget(ids);
  }

  // The network's port.

  async prepare(devices: readonly DeviceId[]): Promise<void> {
    const { payloads, places } = this.#ports;
    const loading = this.#memory.devices.load(devices);
    await Promise.all([loading, payloads?.prepare(devices), places?.prepare(devices)]);
  }

  /** Judges a frame after those before it. HOT PATH. */
  assess(uplink: NewEvent<"uplink">, receptions: readonly Reception[]): readonly NewEvent[] {
    const events = this.#judge.assess(uplink, receptions);
    const { trust, handling } = events[0].body;
    this.#count(`verdicts:${trust.verdict}`);
    if (handling) this.#count(`handling:${handling}`);
    return events;
  }

  settled(uplink: NewEvent<"uplink">, position: Cursor): void {
    this.#judge.settled(uplink, position);
  }

  abandoned(): void {
    this.#judge.abandoned();
  }

  /** Should the answer to this frame ask for the device's status? */
  wantsProbe({
    deviceId,
    applicationId,
    deduplicationId,
  }: NewEvent<"uplink">["body"]): boolean | "rx2" {
    const policy = this.policyOf(applicationId);
    const { probeShare: share, probesPerDay: perDay } = policy;
    const { probes, track } = this.#memory.devices.get(deviceId);
    const nowS = Number(this.#ports.clock.now()) / 1e9;
    const urgent = track !== undefined && awaitsClearing(track, nowS);
    if (!wantsProbe(probes, { share, perDay }, { deduplicationId, nowS, urgent })) return false;
    if (!this.#budget.allows(applicationId, policy.probeDutyCycle, nowS)) {
      this.#count("probes:over-budget");
      return false;
    }
    return policy.probeWindow === "rx2" ? "rx2" : true;
  }

  #charge(downlink: Downlink, nowS: number): void {
    if (!isProbe(downlink)) return;
    const { applicationId } = downlink;
    const { probeDutyCycle } = this.policyOf(applicationId);
    this.#budget.charge(applicationId, probeDutyCycle, airtimeS(downlink), nowS);
  }

  // The log.

  /** @param speaks append what events lead to: they may have been folded without it */
  async #replay(
    after: Cursor | undefined,
    wanted: (event: StoredEvent) => boolean,
    speaks: boolean,
  ): Promise<void> {
    for await (const page of pagesOf(this.#ports.log, after)) {
      const events = page.events.filter(wanted);
      await this.#load(events);
      for (const event of events) {
        if (event.type === "uplink") this.#judgeAgain(event, page.receptions);
        const more = await this.#late.take(event);
        if (speaks) await this.#append(more);
        if (event.type !== "uplink") this.#reached(event);
      }
      await this.#memory.save();
    }
  }

  /** Folds a frame that was judged before; what was said then stands in the log. */
  #judgeAgain(
    uplink: Extract<StoredEvent, { type: "uplink" }>,
    known: Parameters<typeof judgedReceptions>[1],
  ): void {
    const receptions = judgedReceptions(uplink, known);
    if (receptions.length === 0) return;
    this.assess(uplink, receptions);
    this.settled(uplink, uplink.position);
  }

  async #follow(): Promise<void> {
    const { log } = this.#ports;
    const { others, frames } = this.#memory.positions;
    for await (const events of log.follow(others ?? frames, this.#stop.signal)) {
      for (const event of events) {
        if (!isEvidence(event)) continue;
        try {
          await this.#load([event]);
          if (event.type === "downlink") this.#charge(event.body, Number(event.time) / 1e9);
          await this.#append(await this.#late.take(event));
        } catch (error) {
          this.#failed(error, `folding ${event.type}`);
        }
        this.#reached(event);
      }
      this.#reached(events.at(-1)!);
    }
  }

  #reached({ position }: StoredEvent): void {
    this.#memory.positions = { ...this.#memory.positions, others: position };
  }

  async #load(events: readonly StoredEvent[]): Promise<void> {
    const ids = events.flatMap((event) => deviceOf(event) ?? []);
    if (ids.length > 0) await this.#memory.devices.load([...new Set(ids)]);
  }

  async #append(events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#ports.log.append(events);
    for (const one of events) if (one.type === "assessment") this.#count("revisions");
  }

  async #sweep(): Promise<void> {
    const { store, clock } = this.#ports;
    const now = clock.now();
    await this.#memory.save();
    const overdue = await store.overdue(Number(now / 1_000_000n), OVERDUE);
    const nowS = Number(now) / 1e9;
    const events: NewEvent[] = [];
    await this.#memory.devices.load(overdue.map(({ id }) => id));
    for (const { id, tenantId } of overdue) {
      this.#memory.devices.change(id, tenantId, (state) => {
        const silentS = nowS - (state.last?.sentS ?? nowS);
        const { signs, raise } = afterSilence(state.signs, silentS, nowS);
        events.push(...signalEvents({ tenantId, time: now }, "device", id, raise));
        return { ...state, signs };
      });
    }
    await this.#append(events);
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
