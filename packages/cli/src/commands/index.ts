import type { CliCommand } from "../command.ts";
import { AIRTIME } from "./airtime.ts";
import { BACKUP } from "./backup.ts";
import { CODECS_CHECK } from "./codecs-check.ts";
import { CODECS_IMPORT } from "./codecs-import.ts";
import { GATEWAY } from "./gateway.ts";
import { KEYS_ROTATE } from "./keys-rotate.ts";
import { LOG_EXPORT } from "./log-export.ts";
import { LOG_IMPORT } from "./log-import.ts";
import { LOG_TAIL } from "./log-tail.ts";
import { LOG_VERIFY } from "./log-verify.ts";
import { LORAWAN_DECODE } from "./lorawan-decode.ts";
import { PAPER } from "./paper.ts";
import { PHY_ANALYZE } from "./phy-analyze.ts";
import { PHY_SYNTH } from "./phy-synth.ts";
import { REPROCESS } from "./reprocess.ts";
import { RESTORE } from "./restore.ts";
import { START } from "./start.ts";
import { TENANTS_EXPORT } from "./tenants-export.ts";
import { TENANTS_IMPORT } from "./tenants-import.ts";
import { TRUST_REBUILD } from "./trust-rebuild.ts";
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
  LOG_TAIL,
  LOG_VERIFY,
  LOG_EXPORT,
  LOG_IMPORT,
  BACKUP,
  RESTORE,
  KEYS_ROTATE,
  REPROCESS,
  TENANTS_EXPORT,
  TENANTS_IMPORT,
  PAPER,
  TRUST_REBUILD,
  CODECS_CHECK,
  CODECS_IMPORT,
];

/** What a group of commands is about, for its own `--help`. */
export const GROUPS: Readonly<Record<string, string>> = {
  keys: "look after the keys at rest",
  log: "read, check and move the event log",
  codecs: "payload codecs and libraries of them",
  tenants: "move what people set up from server to server",
  lorawan: "explain LoRaWAN frames",
  trust: "look after what is known of devices and gateways",
  phy: "make and analyse LoRa recordings",
};
