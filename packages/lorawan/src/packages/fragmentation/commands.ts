import type { CommandCodec } from "../../command/command.ts";
import { bits, flag } from "../../command/field.ts";
import { fixedCommand } from "../../command/layout.ts";

export const FRAGMENTATION_F_PORT = 201;

/** Commands that versions 1 and 2 share. @see TS004-1.0.0, TS004-2.0.0 */
export interface FragSessionStatusReq {
  readonly command: "FragSessionStatusReq";
  readonly fragIndex: number;
  /** Every device answers, not only those that miss fragments. */
  readonly participants: boolean;
}

export const fragSessionStatusReq: CommandCodec<FragSessionStatusReq> = fixedCommand({
  name: "FragSessionStatusReq",
  cid: 0x01,
  direction: "down",
  summary: "asks how much of a data block arrived",
  length: 1,
  fields: {
    fragIndex: bits([0, 1, 2], sessionWords),
    participants: flag(0, 0, "every device answers", "devices that miss fragments answer"),
  },
});

export interface FragSessionDeleteReq {
  readonly command: "FragSessionDeleteReq";
  readonly fragIndex: number;
}

export const fragSessionDeleteReq: CommandCodec<FragSessionDeleteReq> = fixedCommand({
  name: "FragSessionDeleteReq",
  cid: 0x03,
  direction: "down",
  summary: "ends a fragmentation session",
  length: 1,
  fields: { fragIndex: bits([0, 0, 2], sessionWords) },
});

export interface FragSessionDeleteAns {
  readonly command: "FragSessionDeleteAns";
  readonly fragIndex: number;
  readonly sessionDoesNotExist: boolean;
}

export const fragSessionDeleteAns: CommandCodec<FragSessionDeleteAns> = fixedCommand({
  name: "FragSessionDeleteAns",
  cid: 0x03,
  direction: "up",
  summary: "confirms that a fragmentation session ended",
  length: 1,
  fields: {
    fragIndex: bits([0, 0, 2], sessionWords),
    sessionDoesNotExist: flag(0, 2, "there was no such session", "session deleted"),
  },
});

export function sessionWords(index: number): string {
  return `fragmentation session ${index}`;
}
