import type { DevAddr, Eui64, GatewayId } from "@lorats/base";
import type { SessionKeyIds } from "@lorats/events";
import type { AdrHistory } from "./adr-history.ts";
import type { Ranges } from "./ranges.ts";

/** Accepted counters are remembered this far back, so that an old frame is told from a replay. */
export const F_CNT_WINDOW = 1024;

/** A channel beyond the region's own, as CFList and NewChannelReq make them. */
export interface ExtraChannel {
  readonly index: number;
  readonly freqHz: number;
  readonly minDataRate: number;
  readonly maxDataRate: number;
}

/** The device's radio parameters as the network believes them to be. */
export interface RadioState {
  readonly rx1DelayS: number;
  readonly rx1DrOffset: number;
  readonly rx2DataRate: number;
  readonly rx2FreqHz: number;
  readonly extraChannels: readonly ExtraChannel[];
  /** RX1 frequencies that DlChannelReq moved, by channel index. */
  readonly rx1FreqHz?: Readonly<Record<string, number>>;
  /** Channels in use by index; the region's own and the extra ones when absent. */
  readonly enabled?: Ranges;
  /** Of the last LinkADRReq that the device accepted. */
  readonly txPowerIndex: number;
  readonly nbTrans: number;
  /** MaxDCycle of the last DutyCycleReq. */
  readonly maxDutyCycle?: number;
  /** The last TxParamSetupReq. */
  readonly txParams?: {
    readonly uplinkDwell: boolean;
    readonly downlinkDwell: boolean;
    readonly maxEirpIndex: number;
  };
  /** The last ADRParamSetupReq and RejoinParamSetupReq. */
  readonly adrAck?: { readonly limitExp: number; readonly delayExp: number };
  readonly rejoin?: { readonly maxTimeN: number; readonly maxCountN: number };
  /** The last BeaconFreqReq. */
  readonly beaconFreqHz?: number;
  readonly pingSlot?: {
    readonly periodicity?: number;
    readonly dataRate?: number;
    readonly freqHz?: number;
  };
}

/** How one gateway hears the device. */
export interface DeviceLink {
  readonly gatewayId: GatewayId;
  readonly rssiDbm: number;
  readonly snrDb: number;
}

/** A confirmed downlink that waits for the device's acknowledgement. */
export interface AwaitedAck {
  readonly fCntDown: number;
  readonly counter: "NFCntDown" | "AFCntDown";
  readonly queueItemId?: string;
  /** Transmissions of the message that are left. */
  readonly attemptsLeft: number;
}

/** The newest accepted uplink. */
export interface LastUplink {
  readonly deduplicationId: string;
  readonly fCnt: number;
  readonly mic: string;
  readonly confirmed: boolean;
  readonly dataRate: number;
  readonly freqHz: number;
  /** The confirmed downlink that it acknowledged: a 1.1 frame's MIC covers its counter, repeated or not. */
  readonly confFCnt?: number;
  /** ms since the Unix epoch. */
  readonly atMs: number;
}

export interface Session {
  readonly devAddr: DevAddr;
  readonly activation: "join" | "personalisation";
  readonly startedAtMs: number;
  readonly macVersion: string;
  readonly region: string;
  readonly keys: SessionKeyIds;
  /** Under which it was joined. */
  readonly joinEui?: Eui64;
  /** The highest RJcount0 accepted within this session. */
  readonly rjCount0?: number;
  /** The counter expected next, 0 … 2³². */
  readonly fCntUp: number;
  /** Accepted counters within the window below `fCntUp`. */
  readonly seen: Ranges;
  /** The counters to use next. Before 1.1 there is one, `nFCntDown`. */
  readonly nFCntDown: number;
  readonly aFCntDown: number;
  readonly awaitedAck?: AwaitedAck;
  readonly last?: LastUplink;
  /** Best first, at most eight, from the newest uplink that anybody heard. */
  readonly links: readonly DeviceLink[];
  readonly radio: RadioState;
  /** MAC requests that were sent and wait for their answers, encoded, hexadecimal. */
  readonly pendingRequests: string;
  /** Requests that the device refused or left unanswered, by CID, and how often. */
  readonly macErrors: Readonly<Record<string, number>>;
  readonly adrHistory: AdrHistory;
  /** The class that the device is in, as far as known. */
  readonly deviceClass: "A" | "B" | "C";
  readonly statusRequestedAtMs?: number;
}

/** Does the session speak LoRaWAN 1.1, with its three network keys and two downlink counters? */
export function speaks11(session: Pick<Session, "macVersion">): boolean {
  return session.macVersion.startsWith("1.1");
}
