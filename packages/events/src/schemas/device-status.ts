import { z } from "zod";
import { applicationId, deviceId, eui64 } from "../fields.ts";

/** A device answered DevStatusReq. */
export const deviceStatusV1 = z.object({
  /** The uplink that brought the answer. */
  deduplicationId: z.uuid(),
  deviceId,
  applicationId,
  devEui: eui64,
  /** 0: external power; 1 … 254: from empty to full; 255: it cannot tell. */
  battery: z.int().min(0).max(255),
  /** Demodulation margin of the request's frame at the device. */
  marginDb: z.int().min(-32).max(31),
});
export type DeviceStatus = z.infer<typeof deviceStatusV1>;
