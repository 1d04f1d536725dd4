import type { AttackLab } from "../../demo/attack-lab.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { HttpProblem, notFound } from "../problem.ts";

/** The attack lab is there in a demonstration only: nothing but the simulated world can be attacked. */
export const demoHandlers: Handlers<"listDemoAttacks" | "startDemoAttack" | "stopDemoAttack"> = {
  listDemoAttacks: ({ services }) => labOf(services).list(),
  startDemoAttack: ({ services, body }) => labOf(services).start(body),
  async stopDemoAttack({ services, params }) {
    if (!(await labOf(services).stop(params.id))) throw notFound();
  },
};

function labOf({ attackLab }: Services): AttackLab {
  if (attackLab) return attackLab;
  throw new HttpProblem(404, "DEMO_OFF", "there is no simulated world; start with --demo");
}
