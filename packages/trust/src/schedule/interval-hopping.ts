import { type AesCipher, CallerError } from "@lorats/base";

/**
 * A secret schedule: intervals between frames that only device and server can tell (paper §7.2).
 *
 * Time of the device is cut into slices. Frame n is to be sent in slice S(n), S(0) = 0, S(n) = S(n−1) + interval(n),
 * where interval(n) is uniform in minSlices … maxSlices and comes from AES-128 under the schedule's key. A frame
 * whose time has come and that has nothing to say is skipped, and its number with it: the frame that is sent carries
 * the number of its slot, so losses and skips look alike and neither shifts the schedule.
 *
 * The whole of it, for a device in C, is in `examples/device/`.
 */
export interface HoppingPlan {
  readonly sliceMs: number;
  /** 1 … 1,000,000. */
  readonly minSlices: number;
  /** More than `minSlices`. */
  readonly maxSlices: number;
}

/** @throws {CallerError} `TRUST_BAD_PLAN` */
export function validatePlan({ sliceMs, minSlices, maxSlices }: HoppingPlan): void {
  const whole = [sliceMs, minSlices, maxSlices].every(Number.isInteger);
  if (
    whole &&
    sliceMs >= 10 &&
    sliceMs <= 600_000 &&
    minSlices >= 1 &&
    minSlices < maxSlices &&
    maxSlices <= 1_000_000
  )
    return;
  const expected = "slices of 10 … 600,000 ms, minSlices ≥ 1 and below maxSlices ≤ 1,000,000";
  throw new CallerError("TRUST_BAD_PLAN", `a schedule has ${expected}`);
}

/**
 * The interval before slot `n`, in slices: the first eight bytes of AES-128(key, "LTSI" ‖ 0⁸ ‖ n as 32 bits, most
 * significant byte first) as a number, multiplied into the range. The high half of a 64-bit product needs no
 * rejection: its bias is below 2⁻⁴⁴.
 */
export function intervalSlices(cipher: AesCipher, plan: HoppingPlan, n: number): number {
  const block = new Uint8Array(16);
  block.set([0x4c, 0x54, 0x53, 0x49]);
  const view = new DataView(block.buffer);
  view.setUint32(12, n);
  cipher.encrypt(block, 16);
  const number = view.getBigUint64(0);
  const span = BigInt(plan.maxSlices - plan.minSlices + 1);
  return plan.minSlices + Number((number * span) >> 64n);
}

/** Where the schedule is: so that it is not summed from its beginning for every frame. */
export interface HoppingPlace {
  readonly slot: number;
  readonly slice: number;
}

/** Slots that may lie between two frames; more is a device that begins anew. */
const MAX_SLOTS_AHEAD = 20_000;

/**
 * The slot whose slice is nearest to an elapsed time.
 *
 * @param elapsedS device time since `place`, s
 * @returns the place of that slot, and how far the frame is from it, s
 */
export function nearestSlot(
  cipher: AesCipher,
  plan: HoppingPlan,
  place: HoppingPlace,
  elapsedS: number,
): { readonly place: HoppingPlace; readonly offS: number } {
  const sliceS = plan.sliceMs / 1000;
  let here = place;
  for (let i = 0; i < MAX_SLOTS_AHEAD; i++) {
    const slice = here.slice + intervalSlices(cipher, plan, here.slot + 1);
    const next = { slot: here.slot + 1, slice };
    const nextS = (slice - place.slice) * sliceS;
    if (nextS >= elapsedS) {
      const hereOff = elapsedS - (here.slice - place.slice) * sliceS;
      const nextOff = elapsedS - nextS;
      // A device never sends before its slice: the frame before is never the answer to an early one by much.
      return here.slot > place.slot && hereOff < -nextOff
        ? { place: here, offS: hereOff }
        : { place: next, offS: nextOff };
    }
    here = next;
  }
  return { place: here, offS: Number.POSITIVE_INFINITY };
}

/** Moves the schedule on to a slot that the frame itself names. */
export function placeOfSlot(
  cipher: AesCipher,
  plan: HoppingPlan,
  place: HoppingPlace,
  slot: number,
): HoppingPlace | undefined {
  if (slot < place.slot || slot - place.slot > MAX_SLOTS_AHEAD) return undefined;
  let { slice } = place;
  for (let n = place.slot + 1; n <= slot; n++) slice += intervalSlices(cipher, plan, n);
  return { slot, slice };
}
