import { REGIONS, type Region, dataRateOf } from "@lorats/lorawan";
import { downlinkModulation } from "../radio/rules.ts";
import { check } from "./check.ts";

/**
 * The region of that name, which has to be spelt as the rules spell it: gateways and devices are matched by it.
 * @throws {CallerError} `REG_INVALID`
 */
export function checkRegion(name: string): Region {
  const region = REGIONS.find(({ id }) => id === name);
  check(region !== undefined, "region", `one of ${REGIONS.map(({ id }) => id).join(", ")}`);
  return region;
}

/** @throws {CallerError} `REG_INVALID` */
export function checkUplinkRate(region: Region, dataRate: number | undefined, field: string): void {
  if (dataRate === undefined) return;
  const rate = dataRateOf(region, dataRate);
  const holds = rate !== undefined && rate.direction !== "down";
  check(holds, field, `a data rate of ${region.id} for uplinks`);
}

/** @throws {CallerError} `REG_INVALID` */
export function checkDownlinkRate(
  region: Region,
  dataRate: number | undefined,
  field: string,
): void {
  const holds = dataRate === undefined || downlinkModulation(region, dataRate) !== undefined;
  check(holds, field, `a data rate of ${region.id} for downlinks`);
}

/** 0 is left to whoever allows it. @throws {CallerError} `REG_INVALID` */
export function checkFrequency(region: Region, freqHz: number | undefined, field: string): void {
  if (freqHz === undefined || freqHz === 0) return;
  const [lowHz, highHz] = region.bandHz;
  const step = region.frequencyStepHz;
  const holds = freqHz >= lowHz && freqHz <= highHz && freqHz % step === 0;
  check(holds, field, `${lowHz} to ${highHz} Hz in ${region.id}, in steps of ${step} Hz`);
}
