import type { Attack, BodyOf, ResponseOf } from "@lorats/api";
import { CallerError, UnavailableError } from "@lorats/base";

/** Where the attackers of a demonstration are started and stopped. */
export interface AttackLab {
  list(): Promise<ResponseOf<"listDemoAttacks">>;
  /** @throws {CallerError} `DEMO_ATTACK_REFUSED` with the world's own reason */
  start(order: BodyOf<"startDemoAttack">): Promise<Attack>;
  /** Whether such an attack was running. */
  stop(id: string): Promise<boolean>;
}

const TIMEOUT_MS = 3_000;

/** The attack lab over the control API that the simulated world serves on the loopback. */
export function attackLabAt(port: number, token: string): AttackLab {
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    try {
      return await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      const message = "the simulated world does not answer; it is started again when it has ended";
      throw new UnavailableError("DEMO_WORLD_SILENT", message, { cause });
    }
  };
  return {
    async list() {
      const response = await ask("GET", "/attacks");
      return (await response.json()) as ResponseOf<"listDemoAttacks">;
    },
    async start(order) {
      const response = await ask("POST", "/attacks", order);
      const answer = (await response.json()) as Attack & { readonly error?: string };
      if (response.ok) return answer;
      throw new CallerError("DEMO_ATTACK_REFUSED", answer.error ?? "the world refused");
    },
    async stop(id) {
      return (await ask("DELETE", `/attacks/${id}`)).ok;
    },
  };
}
