import { accept, type Result } from "@lorats/base";
import { decodeLtsSideReport, encodeLtsSideReport, type LtsSideReport } from "../lts/sightings.ts";
import type { JsonObject } from "../json/fields.ts";
import type { RefusedPart } from "../model.ts";

/**
 * What a station puts into its `version` when it has an SDR that reports. Stations of others do not, and are not bothered with
 * fields that they would warn of.
 */
export const LTS_FEATURE = "lts";

/** What `lts` in `router_config` says: the server takes messages `lts` of this shape. */
export const LTS_VERSION = 1;

/**
 * LoRaTS' own word beside the protocol: orphans, pilots and the SDR's health, in the fields of Semtech UDP's object `lts`. Sent
 * only to a server whose `router_config` says that it takes them.
 */
export interface StationSdrReport {
  readonly type: "lts";
  readonly report: LtsSideReport;
  /** What of it could not be read. */
  readonly refused?: readonly RefusedPart[];
}

/** A malformed entry is listed in `refused` and does not harm its siblings. */
export function decodeSdrReport(raw: JsonObject): Result<StationSdrReport> {
  const refused: RefusedPart[] = [];
  const report = decodeLtsSideReport(raw, (part, code, reason) => {
    refused.push({ part, code, reason });
  });
  if (!report.ok) return report;
  return accept({ type: "lts", report: report.value, ...(refused.length > 0 && { refused }) });
}

export function encodeSdrReport({ report }: StationSdrReport): JsonObject {
  return encodeLtsSideReport(report);
}
