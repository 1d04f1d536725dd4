import type { Clock, DeviceId, GatewayId, MulticastGroupId, Random } from "@lorats/base";
import type { Ciphers } from "@lorats/lorawan";
import { type BuiltDownlink, buildDownlink } from "../downlink/frame.ts";
import { planDownlink } from "../downlink/plan.ts";
import { multicastDeliveryEvent, multicastDownlinkEvent } from "../multicast/events.ts";
import { coverageOf } from "../multicast/rounds.ts";
import { type GroupWindow, groupWindow } from "../multicast/window.ts";
import type { DownlinkQueue, QueueItem } from "../ports/downlink-queue.ts";
import { airtimeNs } from "../radio/rules.ts";
import type { MulticastGroup } from "../registry/multicast-group.ts";
import { Agenda } from "./agenda.ts";
import type { Counters } from "./counters.ts";
import type { Directory } from "./directory.ts";
import type { Dispatch } from "./dispatch.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Reach } from "./reach.ts";
import type { Turn } from "./turn.ts";
import type { WarmDevices } from "./warm-devices.ts";

export interface MulticastDeskParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ciphers: Ciphers;
  readonly devices: WarmDevices;
  readonly directory: Directory;
  readonly keys: KeyRing;
  readonly queue: DownlinkQueue;
  readonly counters: Counters;
  readonly reach: Reach;
  readonly dispatch: Dispatch;
  readonly inTurn: (decide: (turn: Turn) => void) => Promise<void>;
  readonly onDue: (groups: readonly MulticastGroupId[]) => void;
  readonly failed: (error: unknown, doing: string) => void;
}

/** A message that is on its way, gateway by gateway, under one counter. */
interface Campaign {
  readonly item: QueueItem;
  readonly built: BuiltDownlink;
  rounds: (readonly GatewayId[])[];
  readonly unreached: number;
  sent: number;
  missed: GatewayId[];
  isSecondTry: boolean;
}

interface Appointment {
  readonly id: MulticastGroupId;
}

/** Devices need a moment between two frames. */
const PAUSE_MS = 1000;
/** After nobody could send: doubling from here … to there. */
const RETRY_MS = 5000;
const MAX_RETRY_MS = 600_000;
const LOOKED_AT = 4;

/** A group's queue and session are kept where those of devices are. */
function asDevice(id: MulticastGroupId): DeviceId {
  return id as string as DeviceId;
}

/**
 * Sends what waits for multicast groups: one frame, one counter, over as many gateways as it takes. Those that share
 * devices take turns, the others send together.
 */
export class MulticastDesk {
  readonly #parts: MulticastDeskParts;
  readonly #agenda: Agenda<Appointment>;
  readonly #next = new Map<MulticastGroupId, Appointment>();
  readonly #campaigns = new Map<MulticastGroupId, Campaign>();
  readonly #failures = new Map<MulticastGroupId, number>();
  /** The newest message that was sent: its place in the queue may not be gone yet. */
  readonly #settled = new Map<MulticastGroupId, string>();
  #queues: ReadonlyMap<DeviceId, readonly QueueItem[]> = new Map();

  constructor(parts: MulticastDeskParts) {
    this.#parts = parts;
    this.#agenda = new Agenda(parts.clock, (due) => {
      const current = due.filter((one) => this.#next.get(one.id) === one);
      for (const { id } of current) this.#next.delete(id);
      parts.onDue(current.map(({ id }) => id));
    });
  }

  /** Something may wait for the group. */
  wake(id: MulticastGroupId): void {
    // What is on its way comes to its end first.
    if (!this.#campaigns.has(id)) this.#appoint(id, 0);
  }

  #appoint(id: MulticastGroupId, afterMs: number): void {
    const appointment = { id };
    this.#next.set(id, appointment);
    const now = this.#parts.clock.monotonic();
    this.#agenda.add(now + BigInt(Math.round(afterMs * 1e6)), appointment);
  }

  stop(): void {
    this.#agenda.stop();
  }

  /** Brings into memory what decisions on these groups need. */
  async prepare(ids: readonly MulticastGroupId[]): Promise<void> {
    if (ids.length === 0) return;
    const { devices, directory, keys, queue } = this.#parts;
    await directory.loadGroups(ids);
    const groups = ids.map((id) => directory.group(id)).filter((group) => group !== undefined);
    const members = groups.flatMap(({ deviceIds }) => deviceIds);
    await devices.loadDevices([...ids.map(asDevice), ...members]);
    const links = members.flatMap((id) => devices.state(id).session?.links ?? []);
    const chosen = groups.flatMap(({ gatewayIds }) => gatewayIds);
    await directory.loadGateways([...chosen, ...links.map(({ gatewayId }) => gatewayId)]);
    await keys.load(groups.flatMap(({ mcNetSKeyId, mcAppSKeyId }) => [mcNetSKeyId, mcAppSKeyId]));
    this.#queues = await queue.peek(ids.map(asDevice), LOOKED_AT);
  }

  decide(turn: Turn, id: MulticastGroupId): void {
    const { directory, ciphers, clock } = this.#parts;
    const group = directory.group(id);
    const window = group && groupWindow(ciphers, clock, group);
    if (!group || !window) return void this.#campaigns.delete(id);
    const campaign = this.#campaigns.get(id) ?? this.#begin(turn, group, window);
    if (campaign) this.#round(turn, group, window, campaign);
  }

  #begin(turn: Turn, group: MulticastGroup, { window }: GroupWindow): Campaign | undefined {
    const { keys, ciphers, clock, devices, reach, counters } = this.#parts;
    const settled = this.#settled.get(group.id);
    const queue = (this.#queues.get(asDevice(group.id)) ?? []).filter(({ id }) => id !== settled);
    const duties = { macCommands: [], adrAckReq: false, adr: false };
    const plan = planDownlink(duties, queue, [window], clock.now());
    for (const { item, outcome } of plan.dropped) {
      const gone = outcome === "too-long" ? "too-long" : "expired";
      turn.add(multicastDeliveryEvent(group, item, clock.now(), { outcome: gone }));
      turn.afterwards(() => counters.add(`multicasts:${gone}`));
    }
    const nwkSKey = keys.get(group.mcNetSKeyId);
    const appSKey = keys.get(group.mcAppSKeyId);
    if (!("content" in plan) || !plan.item || !nwkSKey || !appSKey) return undefined;
    const used = turn.state(asDevice(group.id)).multicast?.fCntDown ?? 0;
    const fCntDown = Math.max(used, group.fCntFrom);
    if (fCntDown > 0xffff_ffff) return undefined;
    const session = { devAddr: group.mcAddr, macVersion: "1.0", nFCntDown: fCntDown, aFCntDown: 0 };
    const built = buildDownlink(
      ciphers,
      session,
      { version: "1.0", nwkSKey, appSKey },
      plan.content,
    );
    const links = group.deviceIds.map((id) => devices.state(id).session?.links ?? []);
    const usable = (id: GatewayId): boolean => reach.pathOver(id, group) !== undefined;
    const { rounds, unreached } = coverageOf(links, usable, group.gatewayIds);
    const campaign: Campaign = {
      item: plan.item,
      built,
      rounds: [...rounds],
      unreached,
      sent: 0,
      missed: [],
      isSecondTry: false,
    };
    this.#campaigns.set(group.id, campaign);
    turn.abandoned(() => this.#campaigns.delete(group.id));
    return campaign;
  }

  #round(turn: Turn, group: MulticastGroup, window: GroupWindow, campaign: Campaign): void {
    const { reach, dispatch } = this.#parts;
    const { built, item } = campaign;
    const round = campaign.rounds.shift() ?? [];
    turn.abandoned(() => campaign.rounds.unshift(round));
    let open = round.length;
    const done = (id: GatewayId, sent: boolean): void => {
      if (sent) campaign.sent++;
      else campaign.missed.push(id);
      open--;
      if (open === 0) this.#after(group, window, campaign);
    };
    if (open === 0) turn.afterwards(() => this.#after(group, window, campaign));
    for (const id of round) {
      const path = reach.pathOver(id, group);
      dispatch.send(turn, {
        phyPayload: built.phyPayload,
        regulation: window.region.regulation[0],
        attempts: path ? window.attemptsOver(path) : [],
        eventOf: (attempt) => multicastDownlinkEvent(group, item, built, attempt, this.#parts),
        done: (sent) => done(id, sent),
      });
    }
  }

  /** A round is over: the next one, once more those that refused, or the next message. */
  #after(group: MulticastGroup, { window }: GroupWindow, campaign: Campaign): void {
    const airMs = airtimeNs(window.modulation, campaign.built.phyPayload.length, false) / 1e6;
    if (campaign.rounds.length === 0 && campaign.missed.length > 0 && !campaign.isSecondTry) {
      campaign.rounds = campaign.missed.map((id) => [id]);
      campaign.missed = [];
      campaign.isSecondTry = true;
    }
    if (campaign.rounds.length > 0) return this.#appoint(group.id, airMs + PAUSE_MS);
    this.#campaigns.delete(group.id);
    if (campaign.sent === 0) {
      const failures = this.#failures.get(group.id) ?? 0;
      this.#failures.set(group.id, failures + 1);
      this.#parts.counters.add("multicasts:no-gateway");
      return this.#appoint(group.id, Math.min(RETRY_MS * 2 ** failures, MAX_RETRY_MS));
    }
    this.#failures.delete(group.id);
    this.#settled.set(group.id, campaign.item.id);
    this.#finish(group, campaign);
    this.#appoint(group.id, airMs + PAUSE_MS);
  }

  #finish(group: MulticastGroup, { item, built, sent, missed, unreached }: Campaign): void {
    const { inTurn, clock, counters, failed } = this.#parts;
    inTurn((turn) => {
      turn.add(
        multicastDeliveryEvent(group, item, clock.now(), {
          outcome: "sent",
          fCntDown: built.fCntDown,
          gateways: sent,
          gatewaysRefused: missed.length,
          devicesUnreached: unreached,
        }),
      );
      turn.afterwards(() => counters.add("multicasts:sent"));
    }).catch((error: unknown) => failed(error, "noting a multicast"));
  }
}
