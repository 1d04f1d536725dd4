/**
 * Who seals and opens the personal fields of events, each aggregate's under a key of its own: with that key gone, what they
 * said is erased from every copy of the log. Both work at once: the keys are at hand before an event is encoded or decoded.
 */
export interface Sealer {
  /**
   * @param aggregate the event's key: a device's id
   * @param label bound to the sealed text, so that it opens in its own place only
   * @returns base64; absent when this aggregate's text is not to be sealed
   */
  seal(aggregate: string, label: string, text: string): string | undefined;
  /** Absent when there is no key, or the bytes were changed or moved. */
  open(aggregate: string, label: string, sealed: string): string | undefined;
}

/** Sealed fields of a body, by name. */
export type Sealed = Readonly<Record<string, string>>;

/** Where an event stands; its sealed fields open there only. */
interface Place {
  readonly type: string;
  readonly tenantId: string;
  readonly key: string;
  readonly time: string;
}

/** Takes the personal fields out of a body. Nothing said is nothing to hide. */
export function sealBody(
  body: object,
  personal: readonly string[],
  place: Place,
  sealer: Sealer,
): { readonly body: object; readonly sealed: Sealed | undefined } {
  const open: Record<string, unknown> = { ...body };
  const sealed: Record<string, string> = {};
  for (const field of personal) {
    const text = open[field];
    if (typeof text !== "string" || text === "") continue;
    const cipher = sealer.seal(place.key, labelOf(place, field), text);
    if (cipher === undefined) continue;
    sealed[field] = cipher;
    delete open[field];
  }
  return { body: open, sealed: Object.keys(sealed).length > 0 ? sealed : undefined };
}

/** Puts them back: what cannot be opened is empty, and the body says `sealed`. */
export function openBody(
  body: unknown,
  sealed: Sealed | undefined,
  place: Place,
  sealer: Sealer | undefined,
): unknown {
  if (!sealed) return body;
  const open: Record<string, unknown> = { ...(body as object) };
  for (const [field, cipher] of Object.entries(sealed)) {
    const text = sealer?.open(place.key, labelOf(place, field), cipher);
    open[field] = text ?? "";
    if (text === undefined) open["sealed"] = true;
  }
  return open;
}

function labelOf({ type, tenantId, key, time }: Place, field: string): string {
  return `${type}|${tenantId}|${key}|${time}|${field}`;
}
