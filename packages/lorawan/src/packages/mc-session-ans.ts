import type { CommandCodec } from "../command/command.ts";
import { bits, flag, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

interface McSessionStatus<Name extends string> {
  readonly command: Name;
  readonly mcGroupId: number;
  readonly drError: boolean;
  readonly freqError: boolean;
  readonly mcGroupUndefined: boolean;
  /** Version 2: the session's start lies in the past. Always clear in version 1. */
  readonly startMissed: boolean;
  /** Seconds until the session starts, 24 bits; present exactly when none of the three errors is set. */
  readonly timeToStart?: number;
}

/** @see TS005-2.0.0 */
export interface McClassCSessionAns extends McSessionStatus<"McClassCSessionAns"> {}

/** @see TS005-2.0.0 */
export interface McClassBSessionAns extends McSessionStatus<"McClassBSessionAns"> {}

export const mcClassCSessionAns: CommandCodec<McClassCSessionAns> = sessionAns(
  "McClassCSessionAns",
  0x04,
  "accepts or refuses a Class C window for a multicast group",
);

export const mcClassBSessionAns: CommandCodec<McClassBSessionAns> = sessionAns(
  "McClassBSessionAns",
  0x05,
  "accepts or refuses Class B ping slots for a multicast group",
);

const ERRORS = 0x1c;

type Status<Name extends string> = Omit<McSessionStatus<Name>, "timeToStart">;
type Started<Name extends string> = Status<Name> & { readonly timeToStart: number };

/**
 *     RFU 2 bits | StartMissed | McGroupUndefined | FreqError | DrError | McGroupID 2 bits | [ TimeToStart 3 ]
 */
function sessionAns<Name extends string>(
  name: Name,
  cid: number,
  summary: string,
): CommandCodec<McSessionStatus<Name>> {
  const common = { name, cid, direction: "up", summary } as const;
  const fields = {
    mcGroupId: bits([0, 0, 2], (id) => `multicast group ${id}`),
    drError: flag(0, 2, "data rate not possible", "data rate accepted"),
    freqError: flag(0, 3, "frequency not usable", "frequency accepted"),
    mcGroupUndefined: flag(0, 4, "the device has no such group", "group known"),
    startMissed: flag(0, 5, "the start lies in the past", "the start lies ahead"),
  };
  const timeToStart = uint(1, 3, (seconds) => `starts in ${seconds} s`);
  const short = fixedCommand<Status<Name>>({ ...common, length: 1, fields });
  const long = fixedCommand<Started<Name>>({
    ...common,
    length: 4,
    fields: { ...fields, timeToStart },
  });
  const isStarted = (command: McSessionStatus<Name>): command is Started<Name> =>
    command.timeToStart !== undefined;
  return {
    ...common,
    payloadLength(rest) {
      if (rest.length === 0) return undefined;
      return rest[0]! & ERRORS ? 1 : 4;
    },
    decode: (payload) => (payload.length === 4 ? long.decode(payload) : short.decode(payload)),
    problem(command) {
      const failed = command.drError || command.freqError || command.mcGroupUndefined;
      if (failed === isStarted(command)) {
        return `${name}.timeToStart is there exactly when the session was accepted`;
      }
      return isStarted(command) ? long.problem(command) : short.problem(command);
    },
    encode: (command) => (isStarted(command) ? long.encode(command) : short.encode(command)),
    explain: (command) => (isStarted(command) ? long.explain(command) : short.explain(command)),
  };
}
