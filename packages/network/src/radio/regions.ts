import { type Region, type RegionalRevision, getRegion, regionAt } from "@lorats/lorawan";
import type { DeviceProfile, RegParamsRevision } from "../registry/device-profile.ts";

/** Editions of the regional parameters by a profile's two version fields. */
const BEFORE_RP002: Readonly<Record<string, Partial<Record<RegParamsRevision, RegionalRevision>>>> =
  {
    "1.0.0": { A: "TS001-1.0", B: "TS001-1.0" },
    "1.0.1": { A: "TS001-1.0.1", B: "TS001-1.0.1" },
    "1.0.2": { A: "RP001-1.0.2", B: "RP001-1.0.2-B" },
    "1.0.3": { A: "RP001-1.0.3-A", B: "RP001-1.0.3-A" },
    "1.1.0": { A: "RP001-1.1-A", B: "RP001-1.1-B" },
    "1.1.1": { A: "RP001-1.1-A", B: "RP001-1.1-B" },
  };

const RP002: Partial<Record<RegParamsRevision, RegionalRevision>> = {
  "RP002-1.0.0": "RP002-1.0.0",
  "RP002-1.0.1": "RP002-1.0.1",
  "RP002-1.0.2": "RP002-1.0.2",
  "RP002-1.0.3": "RP002-1.0.3",
  "RP002-1.0.4": "RP002-1.0.4",
};

const known = new Map<string, Region>();

/**
 * The region as this kind of device knows it.
 * @throws {CallerError} `LW_UNKNOWN_REGION`
 */
export function regionOf(
  profile: Pick<DeviceProfile, "region" | "macVersion" | "regParamsRevision">,
): Region {
  const { region: id, macVersion, regParamsRevision } = profile;
  const name = `${id} ${macVersion} ${regParamsRevision}`;
  let region = known.get(name);
  if (!region) {
    const newest = getRegion(id);
    const revision = BEFORE_RP002[macVersion]?.[regParamsRevision] ?? RP002[regParamsRevision];
    region = revision ? regionAt(newest, revision) : newest;
    known.set(name, region);
  }
  return region;
}
