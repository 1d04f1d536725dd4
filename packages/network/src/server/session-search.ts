import type { DevAddr, DeviceId, GatewayId } from "@lorats/base";
import type { Ciphers, DataUplink } from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import type { DeviceState } from "../device/state.ts";
import type { NetworkOptions } from "../options.ts";
import { regionOf } from "../radio/regions.ts";
import { uplinkChannel, uplinkDataRate } from "../radio/rules.ts";
import type { HeardFrame } from "../uplink/collector.ts";
import { best } from "../uplink/decide.ts";
import {
  type Attempt,
  type Candidate,
  type Match,
  type Prospect,
  type TxSettings,
  attemptsAt,
  likeliest,
  micMatches,
} from "../uplink/match.ts";
import type { Counters } from "./counters.ts";
import type { Directory } from "./directory.ts";
import { type KeyRing, keyIdsOf } from "./key-ring.ts";
import type { MicBudget } from "./mic-budget.ts";
import type { Assessor } from "./ports.ts";
import type { WarmDevices } from "./warm-devices.ts";

export interface SessionSearchParts {
  readonly ciphers: Ciphers;
  readonly options: NetworkOptions;
  readonly devices: WarmDevices;
  readonly directory: Directory;
  readonly keys: KeyRing;
  readonly counters: Counters;
  readonly budget: MicBudget;
  readonly assessor: Assessor;
}

/** What came of looking for a frame's session. */
export interface Search {
  readonly match?: Match;
  /** Sessions that were tried. */
  readonly candidates: number;
  /** Some were left untried since the budget was used up. */
  readonly exhausted: boolean;
}

type Decided = (id: DeviceId) => DeviceState | undefined;
const undecided: Decided = () => undefined;

/** Finds the session that a data frame belongs to. HOT PATH. */
export class SessionSearch {
  readonly #parts: SessionSearchParts;
  /** Sessions that were looked up for this batch of frames: what was not found then is not there. */
  readonly #soughtFor = new Set<Session>();

  constructor(parts: SessionSearchParts) {
    this.#parts = parts;
  }

  /** Brings into memory what these frames need in all likelihood: one device for each. */
  async prepare(frames: readonly { heard: HeardFrame; frame: DataUplink }[]): Promise<void> {
    const { devices } = this.#parts;
    await devices.loadAddrs(frames.map(({ frame }) => frame.devAddr));
    this.#soughtFor.clear();
    const likely = frames.flatMap(({ heard, frame }) => {
      const prospects = this.#prospects(frame.devAddr, undecided);
      return likeliest(frame, prospects, gatewaysOf(heard)) ?? [];
    });
    await this.#bring(likely);
  }

  /** @param decided states that the decisions of this turn have changed already */
  async find(heard: HeardFrame, frame: DataUplink, decided: Decided): Promise<Search> {
    const { ciphers, options, counters, budget } = this.#parts;
    const gateways = gatewaysOf(heard);
    let candidates = 0;
    let mics = 0;
    const found = (match: Match | undefined, exhausted: boolean): Search => {
      counters.add("mics", mics);
      return { ...(match && { match }), candidates, exhausted };
    };
    for (const batch of attemptsAt(frame, this.#prospects(frame.devAddr, decided), gateways)) {
      await this.#bring(batch);
      for (const attempt of batch) {
        const candidate = this.#candidate(attempt, heard.region);
        if (!candidate) continue;
        const { fCnt, gap, rolledOver, reset } = attempt;
        // Each session is read in one way, and where its counter may begin anew in another.
        if (!reset) candidates++;
        // What is nearly always right is always tried; the search beyond it has a budget.
        const mayTry = mics === 0 || (mics < options.maxMicsPerFrame && budget.take(gateways));
        if (!mayTry) return found(undefined, true);
        mics++;
        const { profile, session } = candidate;
        const settings = (): TxSettings => txSettings(heard, profile, session.radio);
        if (!micMatches(ciphers, heard.phyPayload, candidate, fCnt, settings)) continue;
        return found({ candidate, fCnt, gap, rolledOver, reset }, false);
      }
    }
    return found(undefined, false);
  }

  /** Brings into memory what {@link #candidate} needs. */
  async #bring(attempts: readonly Attempt[]): Promise<void> {
    const { directory, keys, assessor } = this.#parts;
    const unsought = attempts
      .map(({ prospect }) => prospect)
      .filter(({ session }) => !this.#soughtFor.has(session));
    if (unsought.length === 0) return;
    for (const { session } of unsought) this.#soughtFor.add(session);
    const devices = unsought.map(({ deviceId }) => deviceId);
    await directory.load(devices);
    await assessor.prepare(devices);
    await keys.load(unsought.flatMap(({ session }) => keyIdsOf(session.keys)));
  }

  /** The sessions on an address. */
  #prospects(devAddr: DevAddr, decided: Decided): Prospect[] {
    const prospects: Prospect[] = [];
    for (const { id: deviceId, state } of this.#parts.devices.onAddr(devAddr)) {
      const { session, pending } = decided(deviceId) ?? state;
      if (session?.devAddr === devAddr) prospects.push({ deviceId, session });
      if (pending?.devAddr === devAddr) prospects.push({ deviceId, session: pending });
    }
    return prospects;
  }

  /** What it takes to try the attempt; nothing where device or keys are gone, or the profile rules it out. */
  #candidate({ prospect, reset }: Attempt, region: string): Candidate | undefined {
    const { directory, keys: ring } = this.#parts;
    const { deviceId, session } = prospect;
    const device = directory.device(deviceId);
    const profile = device && directory.profile(device.profileId);
    if (!profile || profile.region !== region) return undefined;
    if (reset && !profile.allowFCntReset) return undefined;
    const keys = ring.session(session.keys, session.macVersion);
    return keys && { device, profile, session, keys };
  }
}

function txSettings(
  heard: HeardFrame,
  profile: Candidate["profile"],
  radio: Session["radio"],
): TxSettings {
  const region = regionOf(profile);
  const { uplink } = best(heard.copies);
  const dataRate = uplinkDataRate(region, uplink.modulation) ?? 0;
  const channel = uplinkChannel(region, radio, uplink.freqHz, dataRate);
  return { dataRate, channelIndex: channel?.index ?? 0 };
}

function gatewaysOf({ copies }: HeardFrame): ReadonlySet<GatewayId> {
  return new Set(copies.map(({ gateway }) => gateway.id));
}
