import type { CommandCodec } from "../command/command.ts";
import { choice, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

const STATUSES = ["no image", "corrupt or wrongly signed", "wrong hardware", "valid"] as const;

export type UpgradeImageStatus = (typeof STATUSES)[number] | number;

/** @see TS006-1.0.0 */
export interface DevUpgradeImageAns {
  readonly command: "DevUpgradeImageAns";
  readonly upImageStatus: UpgradeImageStatus;
  /** Of the image that waits; with the status "valid" only. */
  readonly nextFwVersion?: number;
}

interface StatusOnly {
  readonly command: "DevUpgradeImageAns";
  readonly upImageStatus: UpgradeImageStatus;
}

interface WithVersion extends StatusOnly {
  readonly nextFwVersion: number;
}

const status = choice([0, 0, 2], STATUSES, (value) => `image: ${value}`);
const common = {
  name: "DevUpgradeImageAns",
  cid: 0x04,
  direction: "up",
  summary: "tells whether a new firmware image is ready",
} as const;
const short = fixedCommand<StatusOnly>({ ...common, length: 1, fields: { upImageStatus: status } });
const long = fixedCommand<WithVersion>({
  ...common,
  length: 5,
  fields: {
    upImageStatus: status,
    nextFwVersion: uint(1, 4, (version) => `firmware ${version.toString(16).padStart(8, "0")}`),
  },
});

/** The version follows a valid status only. */
export const devUpgradeImageAns: CommandCodec<DevUpgradeImageAns> = {
  ...common,
  payloadLength(rest) {
    if (rest.length === 0) return undefined;
    return (rest[0]! & 0x03) === 3 ? 5 : 1;
  },
  decode: (payload) => (payload.length === 5 ? long.decode(payload) : short.decode(payload)),
  problem(command) {
    if (hasVersion(command)) return long.problem(command);
    return isValid(command) ? "a valid image has a version" : short.problem(command);
  },
  encode: (command) => (hasVersion(command) ? long.encode(command) : short.encode(command)),
  explain: (command) => (hasVersion(command) ? long.explain(command) : short.explain(command)),
};

function isValid(command: StatusOnly): boolean {
  return command.upImageStatus === "valid" || command.upImageStatus === 3;
}

function hasVersion(command: DevUpgradeImageAns): command is WithVersion {
  return isValid(command) && command.nextFwVersion !== undefined;
}
