import { InternalError } from "@lorats/base";
import { newEvent, type NewEvent, type Reception } from "@lorats/events";
import { frameTiming } from "./time/frame-timing.ts";

const RULES = "timing/1";

/**
 * Judges one uplink: when it was sent, and whether it is what it claims to be.
 *
 * The verdict is `unverified` as long as no test of authenticity has run: a frame without evidence is neither
 * genuine nor replayed.
 *
 * @param receptions those the uplink rests on, in any order
 */
function assess(
  uplink: NewEvent<"uplink">,
  receptions: readonly Reception[],
): NewEvent<"assessment">[] {
  if (receptions.length === 0) {
    throw new InternalError("TRUST_NO_RECEPTION", "an uplink rests on at least one reception");
  }
  const { deduplicationId, deviceId, airtimeNs } = uplink.body;
  const at = { tenantId: uplink.tenantId, key: uplink.key, time: uplink.time };
  return [
    newEvent("assessment", at, {
      deduplicationId,
      deviceId,
      revision: 0,
      rules: RULES,
      timing: frameTiming(receptions, airtimeNs),
      trust: { verdict: "unverified", evidence: [] },
    }),
  ];
}

/** The network's port to this room, as far as it takes no memory. */
export interface TimingOnly {
  prepare(): Promise<void>;
  assess: typeof assess;
  settled(): void;
  abandoned(): void;
}

/** Judges nothing but time, and remembers nothing: for tests and simulations of the network alone. */
export const timingOnly: TimingOnly = {
  prepare: async () => {},
  assess,
  settled: () => {},
  abandoned: () => {},
};
