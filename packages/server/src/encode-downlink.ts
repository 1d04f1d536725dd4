import { accept, refuse, type Result } from "@lorats/base";
import type { Device } from "@lorats/network";
import type { Services } from "./services.ts";

/** Values to a downlink by the codec of the device's profile, which may choose the port. Refusals: `CODEC_…` */
export async function encodeFor(
  { stores, codecs, clock }: Services,
  { profileId, variables }: Device,
  object: unknown,
  fPort: number,
): Promise<Result<{ fPort: number; payload: Uint8Array }>> {
  const profile = (await stores.registry.deviceProfiles.get([profileId])).get(profileId);
  const codec = profile?.codec ?? { kind: "none", source: "" };
  const encoded = await codecs.encode({ codec, object, fPort, variables, time: clock.now() });
  if (!encoded.ok) return encoded;
  const { bytes, fPort: port = fPort } = encoded.value;
  if (!Number.isInteger(port) || port < 1 || port > 223) {
    return refuse("CODEC_RESULT", `the codec wants port ${port}; it must be from 1 to 223`);
  }
  return accept({ fPort: port, payload: bytes });
}
