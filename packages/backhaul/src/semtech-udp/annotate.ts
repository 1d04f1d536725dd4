import { accept, concatBytes, refuse, type Result } from "@lorats/base";
import { isObject } from "../json/fields.ts";
import { encodeLtsReport } from "../lts/report.ts";
import { encodeLtsSideReport, type LtsSideReport } from "../lts/sightings.ts";
import type { LtsReport } from "../model.ts";
import { parseBody } from "./body.ts";
import { decodeHeader } from "./header.ts";

/**
 * Adds `lts` to the entries of a PUSH_DATA that another forwarder wrote; everything else it said stays, known to us
 * or not.
 *
 * @param reports by index in `rxpk`; undefined leaves an entry as it is
 * Refusals: those of the header, `UDP_BAD_JSON`, `UDP_BAD_RXPK`, `UDP_BAD_TYPE` when it is no PUSH_DATA.
 */
export function annotatePushData(
  datagram: Uint8Array,
  reports: readonly (LtsReport | undefined)[],
  side?: LtsSideReport,
): Result<Uint8Array<ArrayBuffer>> {
  const header = decodeHeader(datagram);
  if (!header.ok) return header;
  const { type, bodyOffset } = header.value;
  if (type !== "push-data") return refuse("UDP_BAD_TYPE", "only PUSH_DATA carries lts");
  const body = parseBody(datagram, bodyOffset);
  if (!body.ok) return body;
  const entries = body.value["rxpk"];
  if (entries !== undefined && !Array.isArray(entries)) {
    return refuse("UDP_BAD_RXPK", "rxpk is not an array");
  }
  for (const [index, entry] of (entries ?? []).entries()) {
    const report = reports[index];
    if (report && isObject(entry)) Object.assign(entry, { lts: encodeLtsReport(report) });
  }
  const json = { ...body.value, ...(side && { lts: encodeLtsSideReport(side) }) };
  const text = new TextEncoder().encode(JSON.stringify(json));
  return accept(concatBytes(datagram.subarray(0, bodyOffset), text));
}
