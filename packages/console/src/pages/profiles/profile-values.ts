import type { DeviceProfile } from "@lorats/api";

/** A number in a field; an empty field means that it is left to the region. */
type Num = number | string;

/** The fields of the form, flat, as people see them. */
export interface ProfileValues extends Record<string, unknown> {
  name: string;
  description: string;
  region: string;
  macVersion: string;
  regParamsRevision: string;
  supportsJoin: boolean;
  supports32BitFCnt: boolean;
  allowFCntReset: boolean;
  flushQueueOnJoin: boolean;
  uplinkIntervalS: Num;
  statusRequestsPerDay: Num;
  adrAlgorithm: string;
  installationMarginDb: Num;
  minDataRate: Num;
  maxDataRate: Num;
  rx1DelayS: Num;
  rx1DrOffset: Num;
  rx2DataRate: Num;
  rx2FreqMhz: Num;
  classB: boolean;
  classBTimeoutS: Num;
  pingSlotPeriodicity: Num;
  pingSlotDataRate: Num;
  pingSlotFreqHz: number;
  classC: boolean;
  classCTimeoutS: Num;
}

export function valuesOf(profile: DeviceProfile | undefined): ProfileValues {
  const { adr, rx, classB, classC } = profile ?? {};
  return {
    name: profile?.name ?? "",
    description: profile?.description ?? "",
    region: profile?.region ?? "EU868",
    macVersion: profile?.macVersion ?? "1.0.4",
    regParamsRevision: profile?.regParamsRevision ?? "RP002-1.0.3",
    supportsJoin: profile?.supportsJoin ?? true,
    supports32BitFCnt: profile?.supports32BitFCnt ?? true,
    allowFCntReset: profile?.allowFCntReset ?? false,
    flushQueueOnJoin: profile?.flushQueueOnJoin ?? true,
    uplinkIntervalS: profile?.uplinkIntervalS ?? 0,
    statusRequestsPerDay: profile?.statusRequestsPerDay ?? 1,
    adrAlgorithm: adr?.algorithm ?? "default",
    installationMarginDb: adr?.installationMarginDb ?? 10,
    minDataRate: adr?.minDataRate ?? "",
    maxDataRate: adr?.maxDataRate ?? "",
    rx1DelayS: rx?.rx1DelayS ?? "",
    rx1DrOffset: rx?.rx1DrOffset ?? "",
    rx2DataRate: rx?.rx2DataRate ?? "",
    rx2FreqMhz: rx?.rx2FreqHz === undefined ? "" : rx.rx2FreqHz / 1e6,
    classB: classB !== undefined,
    classBTimeoutS: classB?.timeoutS ?? 60,
    pingSlotPeriodicity: classB?.pingSlotPeriodicity ?? 4,
    pingSlotDataRate: classB?.pingSlotDataRate ?? 3,
    pingSlotFreqHz: classB?.pingSlotFreqHz ?? 0,
    classC: classC !== undefined,
    classCTimeoutS: classC?.timeoutS ?? 10,
  };
}

/**
 * What is sent; empty fields are left out, and what is switched off is taken away from a profile that is there. The codec is set
 * on a page of its own.
 */
export function requestOf(values: ProfileValues, isChange: boolean): Record<string, unknown> {
  const { adrAlgorithm, installationMarginDb, minDataRate, maxDataRate } = values;
  const { rx1DelayS, rx1DrOffset, rx2DataRate, rx2FreqMhz } = values;
  const { classB, classBTimeoutS, pingSlotPeriodicity, pingSlotDataRate, pingSlotFreqHz } = values;
  const { classC, classCTimeoutS, ...plain } = values;
  const { name, description, region, macVersion, regParamsRevision } = plain;
  const { supportsJoin, supports32BitFCnt, allowFCntReset, flushQueueOnJoin } = plain;
  const { uplinkIntervalS, statusRequestsPerDay } = plain;
  return {
    name,
    description,
    region,
    macVersion,
    regParamsRevision,
    supportsJoin,
    supports32BitFCnt,
    allowFCntReset,
    flushQueueOnJoin,
    uplinkIntervalS,
    statusRequestsPerDay,
    adr: given({ algorithm: adrAlgorithm, installationMarginDb, minDataRate, maxDataRate }),
    rx: given({
      rx1DelayS,
      rx1DrOffset,
      rx2DataRate,
      rx2FreqHz: rx2FreqMhz === "" ? "" : Math.round(Number(rx2FreqMhz) * 1e6),
    }),
    ...(isChange && { classB: null, classC: null }),
    ...(classB && {
      classB: {
        timeoutS: classBTimeoutS,
        pingSlotPeriodicity,
        pingSlotDataRate,
        pingSlotFreqHz,
      },
    }),
    ...(classC && { classC: { timeoutS: classCTimeoutS } }),
  };
}

function given(fields: Record<string, Num>): Record<string, Num> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}
