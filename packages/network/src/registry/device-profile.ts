import type { DeviceProfileId } from "@lorats/base";
import { check, checkDescription, checkInt, checkName, checkRange, checkTags } from "./check.ts";
import { checkDownlinkRate, checkFrequency, checkRegion, checkUplinkRate } from "./check-radio.ts";
import type { Draft, Owned, Stored, Tags } from "./entity.ts";

export const MAC_VERSIONS = [
  "1.0.0",
  "1.0.1",
  "1.0.2",
  "1.0.3",
  "1.0.4",
  "1.1.0",
  "1.1.1",
] as const;
/** Version of the LoRaWAN L2 specification that a device implements. */
export type MacVersion = (typeof MAC_VERSIONS)[number];

export const REG_PARAMS_REVISIONS = [
  "A",
  "B",
  "RP002-1.0.0",
  "RP002-1.0.1",
  "RP002-1.0.2",
  "RP002-1.0.3",
  "RP002-1.0.4",
  "RP002-1.0.5",
] as const;
/** Revision of the regional parameters that a device implements. */
export type RegParamsRevision = (typeof REG_PARAMS_REVISIONS)[number];

/** How the network adapts data rate and power. */
export interface AdrSettings {
  /** Name of an algorithm in the server's list; `none` leaves devices alone. */
  readonly algorithm: string;
  /** Signal kept in reserve over the demodulation floor. */
  readonly installationMarginDb: number;
  readonly minDataRate?: number;
  readonly maxDataRate?: number;
  /** Index of the lowest transmit power that ADR may ask for. */
  readonly maxTxPowerIndex?: number;
}

/** Receive windows that devices are to use; the region's defaults where absent. */
export interface RxSettings {
  readonly rx1DelayS?: number;
  readonly rx1DrOffset?: number;
  readonly rx2DataRate?: number;
  readonly rx2FreqHz?: number;
}

export interface ClassBSettings {
  /** How long a confirmed downlink waits for its acknowledgement. */
  readonly timeoutS: number;
  /** 0 … 7: a ping slot every 2^n seconds. */
  readonly pingSlotPeriodicity: number;
  readonly pingSlotDataRate: number;
  /** 0: the region's. */
  readonly pingSlotFreqHz: number;
  /** Where its gateways send beacons, if not where the region says; 0 returns to the region's. */
  readonly beaconFreqHz?: number;
}

export interface ClassCSettings {
  readonly timeoutS: number;
}

/** What MAC commands bring devices to besides; what is absent is left as the device has it. */
export interface MacSettings {
  /** 0 … 15: devices are on the air at most 2^−n of the time; 0 leaves it to the regulation. */
  readonly maxDutyCycle?: number;
  /** 1.1: a device asks for a sign of life after 2^limitExp uplinks, and steps down after 2^delayExp more. */
  readonly adrAck?: { readonly limitExp: number; readonly delayExp: number };
  /** 1.1: a rejoin-request of type 0 at least every 2^(maxTimeN + 10) s and 2^(maxCountN + 4) uplinks. */
  readonly rejoin?: { readonly maxTimeN: number; readonly maxCountN: number };
}

/** How payloads become values. The network does not look inside; the platform does. */
export interface CodecSettings {
  /** `none`, `cayenne-lpp`, `javascript`, … */
  readonly kind: string;
  readonly source: string;
}

/** What a kind of device can do and how the network shall treat it. */
export interface DeviceProfile extends Stored, Owned {
  readonly id: DeviceProfileId;
  readonly name: string;
  readonly description: string;
  readonly tags: Tags;
  /** Region by its common name, such as `EU868`. */
  readonly region: string;
  readonly macVersion: MacVersion;
  readonly regParamsRevision: RegParamsRevision;
  /** Joins over the air; otherwise it is activated by personalisation. */
  readonly supportsJoin: boolean;
  /** Present when devices may go to class B. */
  readonly classB?: ClassBSettings;
  /** Present when devices may go to class C. */
  readonly classC?: ClassCSettings;
  readonly supports32BitFCnt: boolean;
  /** A counter that jumps further ahead is refused; 0 means without limit. 16,384 in LoRaWAN 1.0.0 to 1.0.3. */
  readonly maxFCntGap: number;
  /** Accepts a counter that went back to a low value (ABP devices that lose it). Replays pass, too. */
  readonly allowFCntReset: boolean;
  readonly adr: AdrSettings;
  readonly rx: RxSettings;
  readonly mac?: MacSettings;
  /** Where the device's amplifier ends, EIRP; the region's limit when absent. */
  readonly maxEirpDbm?: number;
  /** How often its devices are expected to send; 0 when unknown. */
  readonly uplinkIntervalS: number;
  /** DevStatusReq a day; 0 for none. */
  readonly statusRequestsPerDay: number;
  /** How often a confirmed downlink goes out before it counts as not acknowledged; 3 when absent. */
  readonly confirmedAttempts?: number;
  /** Forget queued downlinks when the device joins anew. */
  readonly flushQueueOnJoin: boolean;
  readonly codec: CodecSettings;
}

/** @throws {CallerError} `REG_INVALID` */
export function validateDeviceProfile(profile: Draft<DeviceProfile>): void {
  checkName(profile.name);
  checkDescription(profile.description);
  checkTags(profile.tags, "tags");
  check(MAC_VERSIONS.includes(profile.macVersion), "macVersion", MAC_VERSIONS.join(", "));
  const revisions = REG_PARAMS_REVISIONS;
  check(revisions.includes(profile.regParamsRevision), "regParamsRevision", revisions.join(", "));
  checkInt(profile.maxFCntGap, "maxFCntGap", 0, 0xffff_ffff);
  checkInt(profile.uplinkIntervalS, "uplinkIntervalS", 0, 31_622_400);
  checkInt(profile.statusRequestsPerDay, "statusRequestsPerDay", 0, 1440);
  if (profile.maxEirpDbm !== undefined) checkRange(profile.maxEirpDbm, "maxEirpDbm", -20, 36);
  optionalInt(profile.confirmedAttempts, "confirmedAttempts", 1, 20);
  validateRx(profile.rx);
  validateAdr(profile.adr);
  validateClasses(profile);
  validateMac(profile.mac ?? {});
  validateRadio(profile);
  check(profile.codec.source.length <= 1_000_000, "codec.source", "at most 1,000,000 characters");
}

function optionalInt(value: number | undefined, field: string, min: number, max: number): void {
  if (value !== undefined) checkInt(value, field, min, max);
}

function validateRx(rx: RxSettings): void {
  optionalInt(rx.rx1DelayS, "rx.rx1DelayS", 1, 15);
  optionalInt(rx.rx1DrOffset, "rx.rx1DrOffset", 0, 7);
  optionalInt(rx.rx2DataRate, "rx.rx2DataRate", 0, 15);
  optionalInt(rx.rx2FreqHz, "rx.rx2FreqHz", 100_000_000, 2_500_000_000);
}

function validateAdr(adr: AdrSettings): void {
  check(/^[a-z0-9][a-z0-9_-]{0,49}$/.test(adr.algorithm), "adr.algorithm", "an algorithm's name");
  checkRange(adr.installationMarginDb, "adr.installationMarginDb", 0, 50);
  optionalInt(adr.minDataRate, "adr.minDataRate", 0, 15);
  optionalInt(adr.maxDataRate, "adr.maxDataRate", 0, 15);
  optionalInt(adr.maxTxPowerIndex, "adr.maxTxPowerIndex", 0, 15);
  const ordered = (adr.minDataRate ?? 0) <= (adr.maxDataRate ?? 15);
  check(ordered, "adr.minDataRate", "at most adr.maxDataRate");
}

/** What the region has no place for, devices refuse, or would take and be deaf. */
function validateRadio({ region: name, rx, adr, classB }: Draft<DeviceProfile>): void {
  const region = checkRegion(name);
  const { rx1DrOffset = 0 } = rx;
  const known = region.rx1.dataRates.some((offsets) => offsets[rx1DrOffset] !== undefined);
  check(known, "rx.rx1DrOffset", `an offset that ${region.id} knows`);
  checkDownlinkRate(region, rx.rx2DataRate, "rx.rx2DataRate");
  checkFrequency(region, rx.rx2FreqHz, "rx.rx2FreqHz");
  checkUplinkRate(region, adr.minDataRate, "adr.minDataRate");
  checkUplinkRate(region, adr.maxDataRate, "adr.maxDataRate");
  checkDownlinkRate(region, classB?.pingSlotDataRate, "classB.pingSlotDataRate");
  checkFrequency(region, classB?.pingSlotFreqHz, "classB.pingSlotFreqHz");
  checkFrequency(region, classB?.beaconFreqHz, "classB.beaconFreqHz");
}

function validateMac({ maxDutyCycle, adrAck, rejoin }: MacSettings): void {
  optionalInt(maxDutyCycle, "mac.maxDutyCycle", 0, 15);
  optionalInt(adrAck?.limitExp, "mac.adrAck.limitExp", 0, 15);
  optionalInt(adrAck?.delayExp, "mac.adrAck.delayExp", 0, 15);
  optionalInt(rejoin?.maxTimeN, "mac.rejoin.maxTimeN", 0, 15);
  optionalInt(rejoin?.maxCountN, "mac.rejoin.maxCountN", 0, 15);
}

function validateClasses({ classB, classC }: Draft<DeviceProfile>): void {
  if (classB) {
    checkInt(classB.timeoutS, "classB.timeoutS", 1, 86_400);
    checkInt(classB.pingSlotPeriodicity, "classB.pingSlotPeriodicity", 0, 7);
    checkInt(classB.pingSlotDataRate, "classB.pingSlotDataRate", 0, 15);
    checkInt(classB.pingSlotFreqHz, "classB.pingSlotFreqHz", 0, 2_500_000_000);
    optionalInt(classB.beaconFreqHz, "classB.beaconFreqHz", 0, 2_500_000_000);
  }
  if (classC) checkInt(classC.timeoutS, "classC.timeoutS", 1, 86_400);
}
