import { attack, attackId, attackList, attackStart } from "../schemas/demo.ts";
import { can, endpoint, read } from "./endpoint.ts";

/** The attack lab of a demonstration; everywhere else these answer 404. */
export const demoEndpoints = {
  listDemoAttacks: read(
    "Attackers of the simulated world, and what they do",
    can("gateways", "read"),
    { response: attackList },
  ),
  startDemoAttack: endpoint(
    "Start an attack in the simulated world",
    can("gateways", "write"),
    201,
    { body: attackStart, response: attack },
  ),
  stopDemoAttack: endpoint(
    "Stop an attack; replays that wait are still sent",
    can("gateways", "write"),
    204,
    { params: attackId },
  ),
} as const;
