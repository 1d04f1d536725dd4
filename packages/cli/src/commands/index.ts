import type { CliCommand } from "../command.ts";
import { AIRTIME } from "./airtime.ts";
import { GATEWAY } from "./gateway.ts";
import { LORAWAN_DECODE } from "./lorawan-decode.ts";
import { PHY_ANALYZE } from "./phy-analyze.ts";
import { PHY_SYNTH } from "./phy-synth.ts";
import { START } from "./start.ts";
import { WORLD } from "./world.ts";

/** Every command, in the order `lorats --help` shows them. */
export const COMMANDS: readonly CliCommand[] = [
  START,
  AIRTIME,
  LORAWAN_DECODE,
  PHY_SYNTH,
  PHY_ANALYZE,
  GATEWAY,
  WORLD,
];

/** What a group of commands is about, for its own `--help`. */
export const GROUPS: Readonly<Record<string, string>> = {
  lorawan: "explain LoRaWAN frames",
  phy: "make and analyse LoRa recordings",
};
