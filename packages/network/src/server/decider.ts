import { type DeviceId, UnavailableError } from "@lorats/base";
import type { EventLog, NewEvent } from "@lorats/events";
import type { Session } from "../device/session.ts";
import type { DownlinkQueue, QueueItem } from "../ports/downlink-queue.ts";
import { lateCopyEvent, refusalEvent } from "../uplink/decide.ts";
import type { Fate } from "../uplink/collector.ts";
import type { Counters } from "./counters.ts";
import type { Directory } from "./directory.ts";
import type { DownlinkDesk } from "./downlink-desk.ts";
import { type KeyRing, keyIdsOf } from "./key-ring.ts";
import type { MulticastDesk } from "./multicast-desk.ts";
import type { Opportunity } from "./opportunity.ts";
import type { Turn } from "./turn.ts";
import type { ReadFrame, UplinkDesk } from "./uplink-desk.ts";
import type { WarmDevices } from "./warm-devices.ts";
import type { Work } from "./work.ts";

export interface DeciderParts {
  readonly devices: WarmDevices;
  readonly directory: Directory;
  readonly keys: KeyRing;
  readonly log: Pick<EventLog, "get">;
  readonly queue: DownlinkQueue;
  readonly counters: Counters;
  readonly uplinks: UplinkDesk;
  readonly downlinks: DownlinkDesk;
  readonly multicasts: MulticastDesk;
  readonly failed: (error: unknown, doing: string) => void;
}

/** Messages of one device that a decision looks at: the first that fits is sent. */
const LOOKED_AT = 4;

type Queues = ReadonlyMap<DeviceId, readonly QueueItem[]>;

/** Decides a batch of work: brings into memory what all of it needs, then takes one after the other. */
export class Decider {
  readonly #parts: DeciderParts;

  constructor(parts: DeciderParts) {
    this.#parts = parts;
  }

  async decide(turn: Turn, batch: readonly Work[]): Promise<void> {
    const { uplinks, multicasts } = this.#parts;
    const frames = new Map<Work, ReadFrame>();
    for (const work of batch) {
      if (work.kind === "frame") frames.set(work, uplinks.read(work.heard, work.silent));
    }
    await uplinks.prepare([...frames.values()]);
    const downlinks = batch.filter((work) => work.kind === "downlink");
    const queues = await this.#prepareDownlinks(downlinks.map(({ opportunity }) => opportunity));
    const groups = batch.filter((work) => work.kind === "multicast");
    await multicasts.prepare(groups.map(({ groupId }) => groupId));
    for (const work of batch) if (work.kind === "call") await work.prepare?.();
    for (const work of batch) await this.#one(turn, work, frames.get(work), queues);
  }

  async #one(turn: Turn, work: Work, read: ReadFrame | undefined, queues: Queues): Promise<void> {
    const { counters, downlinks, multicasts } = this.#parts;
    switch (work.kind) {
      case "frame":
        return await this.#frame(turn, read!);
      case "late-copy": {
        const original = await this.#uplinkOf(work.fate);
        counters.add(original ? "uplinks:late-backhaul" : "copies:late");
        if (original) turn.add(lateCopyEvent(original, work.copy));
        return;
      }
      case "downlink": {
        const { opportunity } = work;
        return downlinks.decide(turn, opportunity, queues.get(opportunity.device.id) ?? []);
      }
      case "multicast":
        return multicasts.decide(turn, work.groupId);
      case "call":
        return work.decide(turn);
    }
  }

  async #prepareDownlinks(opportunities: readonly Opportunity[]): Promise<Queues> {
    if (opportunities.length === 0) return new Map();
    const { devices, directory, keys, queue } = this.#parts;
    const ids = opportunities.map(({ device }) => device.id);
    await devices.loadDevices(ids);
    const session = ({ device }: Opportunity): readonly Session[] => {
      const known = devices.state(device.id).session;
      return known ? [known] : [];
    };
    const unprompted = opportunities.filter(({ kind }) => kind === "class-b" || kind === "class-c");
    const links = unprompted.flatMap(session).flatMap((one) => one.links);
    await directory.loadGateways(links.map(({ gatewayId }) => gatewayId));
    await keys.load(opportunities.flatMap(session).flatMap((one) => keyIdsOf(one.keys)));
    return await queue.peek(ids, LOOKED_AT);
  }

  /** What a frame was decided to be; nothing when it was refused, or cannot be read any more. */
  async #uplinkOf({ uplink, position }: Fate): Promise<NewEvent<"uplink"> | undefined> {
    if (uplink || position === undefined) return uplink;
    const { log, failed } = this.#parts;
    try {
      const [stored] = await log.get([position]);
      return stored as NewEvent as NewEvent<"uplink">;
    } catch (error) {
      failed(error, "reading the frame of a late copy");
      return undefined;
    }
  }

  /** One frame that trips over a defect of ours must not hold up the others. */
  async #frame(turn: Turn, read: ReadFrame): Promise<void> {
    const { uplinks, failed } = this.#parts;
    try {
      await uplinks.decide(turn, read);
    } catch (error) {
      // A store that does not answer: the batch is tried again.
      if (error instanceof UnavailableError) throw error;
      failed(error, "deciding a frame");
      const why = { code: "NS_INTERNAL", reason: "the server failed on this frame" };
      turn.add(refusalEvent(read.heard, why, {}));
    }
  }
}
