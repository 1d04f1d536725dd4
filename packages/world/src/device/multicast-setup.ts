import {
  deriveMcKeKey,
  deriveMcRootKey,
  MULTICAST_SETUP_DOWNLINKS,
  MULTICAST_SETUP_UPLINKS,
  unwrapMcKey,
  type Ciphers,
  type McClassBSessionReq,
  type McClassCSessionReq,
  type MulticastSetupDownlink,
  type MulticastSetupUplink,
  type Region,
} from "@lorats/lorawan";
import type { DeviceIdentity } from "./join.ts";
import { isInBand, loraRate } from "./region.ts";
import { newGroup, type MulticastGroup, type MulticastWindow } from "./multicast.ts";

/** Groups that a device has room for. */
const MOST_GROUPS = 4;
const PACKAGE_VERSION = 2;

interface Setup {
  readonly groups: readonly MulticastGroup[];
  readonly answer: MulticastSetupUplink;
}

/**
 * Remote multicast setup: what the commands on FPort 200 do to a device's groups, and the payload of its answer.
 *
 * @param gpsS the device's clock, seconds since the GPS epoch; undefined while it has no time: every start is missed
 * @see TS005-2.0.0
 */
export function setUpMulticast(
  groups: readonly MulticastGroup[],
  bytes: Uint8Array,
  identity: DeviceIdentity,
  gpsS: number | undefined,
  ciphers: Ciphers,
): { readonly groups: readonly MulticastGroup[]; readonly answers: Uint8Array } {
  const answers: MulticastSetupUplink[] = [];
  for (const command of MULTICAST_SETUP_DOWNLINKS.parse(bytes).commands) {
    const setup = apply(groups, command, identity, gpsS, ciphers);
    groups = setup.groups;
    answers.push(setup.answer);
  }
  return { groups, answers: MULTICAST_SETUP_UPLINKS.encode(answers) };
}

function apply(
  groups: readonly MulticastGroup[],
  command: MulticastSetupDownlink,
  identity: DeviceIdentity,
  gpsS: number | undefined,
  ciphers: Ciphers,
): Setup {
  const { region } = identity.plan;
  switch (command.command) {
    case "PackageVersionReq": {
      const answer = {
        command: "PackageVersionAns",
        packageIdentifier: 2,
        packageVersion: PACKAGE_VERSION,
      } as const;
      return { groups, answer };
    }
    case "McGroupStatusReq": {
      const asked = groups.filter(({ id }) => (command.reqGroupMask >> id) & 1);
      const answer = {
        command: "McGroupStatusAns",
        nbTotalGroups: groups.length,
        ansGroupMask: asked.reduce((mask, { id }) => mask | (1 << id), 0),
        groups: asked.map(({ id, addr }) => ({ mcGroupId: id, mcAddr: addr })),
      } as const;
      return { groups, answer };
    }
    case "McGroupSetupReq": {
      const { mcGroupId: id, mcAddr: addr, mcKeyEncrypted, minMcFCount, maxMcFCount } = command;
      const others = groups.filter((group) => group.id !== id);
      const idError = others.length >= MOST_GROUPS;
      const answer = { command: "McGroupSetupAns", mcGroupId: id, idError } as const;
      if (idError) return { groups, answer };
      const keKey = deriveMcKeKey(ciphers, mcRootKey(identity, ciphers));
      const group = newGroup(ciphers, {
        id,
        addr,
        mcKey: unwrapMcKey(ciphers, keKey, mcKeyEncrypted),
        minFCnt: minMcFCount,
        maxFCnt: maxMcFCount,
      });
      return { groups: [...others, group].toSorted((a, b) => a.id - b.id), answer };
    }
    case "McGroupDeleteReq": {
      const { mcGroupId } = command;
      const left = groups.filter(({ id }) => id !== mcGroupId);
      const mcGroupUndefined = left.length === groups.length;
      return { groups: left, answer: { command: "McGroupDeleteAns", mcGroupId, mcGroupUndefined } };
    }
    case "McClassCSessionReq":
      return open(groups, command, gpsS, region, {
        class: "C",
        fromGpsS: command.sessionTime,
        untilGpsS: command.sessionTime + 2 ** command.sessionTimeOut,
        freqHz: command.dlFreqHz,
        dataRate: command.dataRate,
      });
    case "McClassBSessionReq":
      return open(groups, command, gpsS, region, {
        class: "B",
        fromGpsS: command.sessionTime,
        untilGpsS: command.sessionTime + 128 * 2 ** command.sessionTimeOut,
        freqHz: command.dlFreqHz,
        dataRate: command.dataRate,
        periodicity: command.periodicity,
      });
  }
}

function mcRootKey(identity: DeviceIdentity, ciphers: Ciphers) {
  const { appKey, nwkKey, genAppKey } = identity;
  return nwkKey
    ? deriveMcRootKey(ciphers, "1.1", appKey)
    : deriveMcRootKey(ciphers, "1.0", genAppKey ?? appKey);
}

function open(
  groups: readonly MulticastGroup[],
  { mcGroupId, command }: McClassBSessionReq | McClassCSessionReq,
  gpsS: number | undefined,
  region: Region,
  window: MulticastWindow,
): Setup {
  const group = groups.find(({ id }) => id === mcGroupId);
  const errors = {
    drError: loraRate(region, window.dataRate) === undefined,
    freqError: !isInBand(region, window.freqHz),
    mcGroupUndefined: group === undefined,
  };
  const startMissed = gpsS === undefined || gpsS > window.fromGpsS;
  const name = command === "McClassCSessionReq" ? "McClassCSessionAns" : "McClassBSessionAns";
  const answer = { command: name, mcGroupId, ...errors, startMissed } as const;
  if (!group || errors.drError || errors.freqError) return { groups, answer };
  const timeToStart = startMissed ? 0 : Math.min(0xff_ffff, Math.ceil(window.fromGpsS - gpsS));
  const opened = groups.map((other) => (other === group ? { ...group, window } : other));
  return { groups: opened, answer: { ...answer, timeToStart } };
}
