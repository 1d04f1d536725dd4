import type { AdrAlgorithm } from "./adr/algorithm.ts";
import type { ProbePolicy } from "./mac/probe.ts";

/** A region's settings on this server. */
export interface RegionSettings {
  /** Channels beyond the region's own, for plans that let the network define them; at most five fit a join-accept. */
  readonly extraChannelsHz?: readonly number[];
  /**
   * In fixed plans: the channels that devices shall use, by index. Absent: those that the gateways listen to which hear a
   * device; all where those are not said to keep to a sub-band.
   */
  readonly enabledChannels?: readonly number[];
  /** Whether devices keep to 400 ms a transmission, where the region lets the network say so. */
  readonly dwell?: { readonly uplink: boolean; readonly downlink: boolean };
}

export interface NetworkOptions {
  /** 24 bits; 0 and 1 are for private networks. */
  readonly netId: number;
  /** Where addresses come from unless the tenant says otherwise, as `26011000/20`; from all that the NetID has when empty. */
  readonly devAddrPrefixes: readonly string[];
  /** How long after its first copy a frame waits for others. */
  readonly deduplicationWindowMs: number;
  /** Time that applications have to answer an uplink before its downlink is decided. */
  readonly applicationDelayMs: number;
  /** Kept free between our decision and the gateway's own deadline. */
  readonly downlinkLeadMs: number;
  /** RX1 delay of new sessions unless the profile says otherwise. */
  readonly rx1DelayS: number;
  /** Frames that may be under way; beyond it gateways are not acknowledged. */
  readonly maxFramesInFlight: number;
  /** MICs that one frame may cost. */
  readonly maxMicsPerFrame: number;
  /** MICs a second that each gateway's frames may cost beyond the first of each. */
  readonly micsPerSecondAndGateway: number;
  /** Uplinks taken from one device in a second, on average over ten: more than any radio can send. */
  readonly uplinksPerSecondAndDevice: number;
  /** Devices kept in memory. */
  readonly maxWarmDevices: number;
  /** Standard deviation of the server's clock, as far as anybody knows. */
  readonly serverClockSdNs: number | (() => number);
  /** Links with more margin than this are equally good: load decides between them. */
  readonly preferredMarginDb: number;
  /** ADR algorithms beside the built-in ones; profiles name them. */
  readonly adrAlgorithms: readonly AdrAlgorithm[];
  /** Chooses uplinks after which devices are asked for their status, beside what their profiles say. */
  readonly probes?: ProbePolicy;
  readonly regions: Readonly<Record<string, RegionSettings>>;
}

export const DEFAULT_OPTIONS: NetworkOptions = {
  netId: 0,
  devAddrPrefixes: [],
  deduplicationWindowMs: 200,
  applicationDelayMs: 100,
  downlinkLeadMs: 60,
  rx1DelayS: 1,
  maxFramesInFlight: 20_000,
  maxMicsPerFrame: 2000,
  micsPerSecondAndGateway: 50_000,
  uplinksPerSecondAndDevice: 10,
  maxWarmDevices: 200_000,
  serverClockSdNs: 1e9,
  preferredMarginDb: 10,
  adrAlgorithms: [],
  regions: {
    EU868: {
      extraChannelsHz: [867_100_000, 867_300_000, 867_500_000, 867_700_000, 867_900_000],
    },
  },
};
