import type { Eui64, GatewayId, Instant, KeyId } from "@lorats/base";
import { subBandChannels } from "@lorats/lorawan";
import {
  check,
  checkDescription,
  checkEui,
  checkInt,
  checkName,
  checkRange,
  checkTags,
} from "./check.ts";
import { checkRegion } from "./check-radio.ts";
import type { Draft, Owned, Stored, Tags } from "./entity.ts";

export interface Location {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly altitudeM?: number;
}

/** What stands between a gateway's amplifier and the air. */
export interface Antenna {
  readonly gainDbi: number;
  readonly cableLossDb: number;
}

export interface Gateway extends Stored, Owned {
  readonly id: GatewayId;
  /** Unique on the whole server. */
  readonly eui: Eui64;
  readonly name: string;
  readonly description: string;
  readonly tags: Tags;
  readonly location?: Location;
  /** Region by its common name, such as `EU868`; the channel plan it listens to. */
  readonly region: string;
  /** In regions with more channels than a gateway hears (US915, AU915, CN470): which eight, from 0. */
  readonly subBand?: number;
  readonly antennaGainDbi: number;
  readonly cableLossDb: number;
  /** Where there are several: by the number that the gateway gives them. Those that are missing are as above. */
  readonly antennas?: readonly Antenna[];
  /**
   * Semtech's forwarders subtract their own `antenna_gain` from the EIRP they are told. Others want conducted
   * power: then we subtract gain and add cable loss. Exactly one of the two sides does it.
   */
  readonly subtractsOwnGain: boolean;
  readonly downlinkAllowed: boolean;
  readonly disabled: boolean;
  /** The key with which it vouches for what its SDR saw. */
  readonly ltsKeyId?: KeyId;
  /** How often it reports statistics; a gateway silent for three of these counts as offline. */
  readonly statsIntervalS: number;
}

/** What the network saw of a gateway; kept beside it, without touching its version. */
export interface GatewaySeen {
  readonly gatewayId: GatewayId;
  readonly lastSeenAt: Instant;
  /** As the gateway itself reports it, from its GPS receiver. */
  readonly reportedLocation?: Location;
}

const MAX_ANTENNAS = 16;

/** One of a gateway's antennas by its number. */
export function antennaOf(gateway: Draft<Gateway>, antenna = 0): Antenna {
  const { antennaGainDbi: gainDbi, cableLossDb, antennas } = gateway;
  return antennas?.[antenna] ?? { gainDbi, cableLossDb };
}

/** @throws {CallerError} `REG_INVALID` */
export function validateGateway(gateway: Draft<Gateway>): void {
  checkName(gateway.name);
  checkDescription(gateway.description);
  checkTags(gateway.tags, "tags");
  checkEui(gateway.eui, "eui");
  validateChannels(gateway);
  checkRange(gateway.antennaGainDbi, "antennaGainDbi", -20, 30);
  checkRange(gateway.cableLossDb, "cableLossDb", 0, 30);
  const { antennas = [] } = gateway;
  check(antennas.length <= MAX_ANTENNAS, "antennas", `at most ${MAX_ANTENNAS}`);
  for (const { gainDbi, cableLossDb } of antennas) {
    checkRange(gainDbi, "antennas.gainDbi", -20, 30);
    checkRange(cableLossDb, "antennas.cableLossDb", 0, 30);
  }
  checkInt(gateway.statsIntervalS, "statsIntervalS", 1, 86_400);
  if (gateway.location) validateLocation(gateway.location);
}

function validateChannels({ region: name, subBand }: Draft<Gateway>): void {
  const region = checkRegion(name);
  if (subBand === undefined) return;
  checkInt(subBand, "subBand", 0, 11);
  check(subBandChannels(region, subBand).length > 0, "subBand", `one that ${region.id} has`);
}

function validateLocation(location: Location): void {
  checkRange(location.latitudeDeg, "location.latitudeDeg", -90, 90);
  checkRange(location.longitudeDeg, "location.longitudeDeg", -180, 180);
  if (location.altitudeM !== undefined) {
    checkRange(location.altitudeM, "location.altitudeM", -1000, 50_000);
  }
}
