import type { DevAddr } from "@lorats/base";
import type { CommandCodec } from "../command/command.ts";
import { readDevAddr, writeIdLe } from "../frame/wire-id.ts";

export interface McGroup {
  readonly mcGroupId: number;
  readonly mcAddr: DevAddr;
}

/** @see TS005-2.0.0 */
export interface McGroupStatusAns {
  readonly command: "McGroupStatusAns";
  /** Groups that the device has in all, 0 … 7. */
  readonly nbTotalGroups: number;
  /** Bit n: group n is in `groups`; as many bits as groups. */
  readonly ansGroupMask: number;
  readonly groups: readonly McGroup[];
}

const ITEM_LENGTH = 5;

/**
 *     RFU 1 bit | NbTotalGroups 3 bits | AnsGroupMask 4 bits | { McGroupID 1 | McAddr 4 } × bits of the mask
 */
export const mcGroupStatusAns: CommandCodec<McGroupStatusAns> = {
  name: "McGroupStatusAns",
  cid: 0x01,
  direction: "up",
  summary: "tells which multicast groups the device has",
  payloadLength: (rest) =>
    rest.length === 0 ? undefined : 1 + ITEM_LENGTH * bitCount(rest[0]! & 0x0f),
  decode(payload) {
    const groups: McGroup[] = [];
    for (let at = 1; at < payload.length; at += ITEM_LENGTH) {
      groups.push({ mcGroupId: payload[at]!, mcAddr: readDevAddr(payload, at + 1) });
    }
    return {
      command: "McGroupStatusAns",
      nbTotalGroups: (payload[0]! >> 4) & 0x07,
      ansGroupMask: payload[0]! & 0x0f,
      groups,
    };
  },
  problem({ nbTotalGroups, ansGroupMask, groups }) {
    if (!isUint(nbTotalGroups, 7)) return `McGroupStatusAns.nbTotalGroups is 0 … 7`;
    if (!isUint(ansGroupMask, 15)) return `McGroupStatusAns.ansGroupMask has four bits`;
    if (bitCount(ansGroupMask) !== groups.length) {
      return "McGroupStatusAns.groups has as many items as its mask has bits";
    }
    const sound = groups.every(
      ({ mcGroupId, mcAddr }) => isUint(mcGroupId, 255) && /^[0-9a-f]{8}$/.test(mcAddr),
    );
    return sound ? undefined : "McGroupStatusAns.groups holds an impossible item";
  },
  encode({ nbTotalGroups, ansGroupMask, groups }) {
    const payload = new Uint8Array(1 + ITEM_LENGTH * groups.length);
    payload[0] = (nbTotalGroups << 4) | ansGroupMask;
    for (const [i, group] of groups.entries()) {
      payload[1 + ITEM_LENGTH * i] = group.mcGroupId;
      writeIdLe(group.mcAddr, payload, 2 + ITEM_LENGTH * i);
    }
    return payload;
  },
  explain: ({ nbTotalGroups, ansGroupMask, groups }) => [
    {
      name: "nbTotalGroups",
      value: nbTotalGroups,
      meaning: `${nbTotalGroups} groups in all`,
      at: 1,
      length: 1,
    },
    {
      name: "ansGroupMask",
      value: ansGroupMask,
      meaning: `groups ${ansGroupMask.toString(2).padStart(4, "0")} follow`,
      at: 1,
      length: 1,
    },
    ...groups.map((group, i) => ({
      name: `groups[${i}]`,
      value: group.mcAddr,
      meaning: `group ${group.mcGroupId} has the address ${group.mcAddr}`,
      at: 2 + ITEM_LENGTH * i,
      length: ITEM_LENGTH,
    })),
  ],
};

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function isUint(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
