import type { DeviceId, TenantId } from "@lorats/base";
import type { Uplink } from "@lorats/events";

/** What a policy may look at when an uplink is about to be answered, or could be. */
export interface ProbeOccasion {
  readonly deviceId: DeviceId;
  readonly tenantId: TenantId;
  readonly uplink: Uplink;
  /** ms since the Unix epoch. */
  readonly nowMs: number;
  /** When a DevStatusReq last went to the device. */
  readonly lastProbeAtMs?: number;
}

/**
 * Chooses the uplinks after which the device is asked for its status, whatever its profile says. A device that lies
 * about when it sent does not hear the question in its windows, so what comes back, and when, is evidence. What was
 * asked stands in the `downlink` events, what was answered in `device-status` events that name the uplink.
 *
 * The policy keeps the budget: it is asked once for each uplink that may be answered, in the order of decisions. A
 * probe goes along where a downlink is due anyway; else it is a downlink of its own.
 */
export interface ProbePolicy {
  /** `rx2`: and the whole answer goes into RX2 alone, which bounds the uplink's delay tighter. */
  wants(occasion: ProbeOccasion): boolean | "rx2";
}
