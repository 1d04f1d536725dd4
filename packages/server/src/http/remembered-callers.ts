import { NS_PER_S, RecentMap, type Instant } from "@lorats/base";
import { hashSecret } from "@lorats/platform";
import type { FastifyRequest } from "fastify";
import type { Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";
import { authenticate } from "./authenticate.ts";

const REMEMBERED = 256;
/** Whoever did not come for so long is a stranger again. */
const REMEMBERED_NS = 86_400n * NS_PER_S;
/** A store that does not answer within this does not answer; scrapers wait ten seconds. */
const PATIENCE_MS = 2_000;

/**
 * Who may look at the server while the database that knows its keys is dead: those programs that proved lately who they are. Only
 * for routes that change nothing and say nothing about people.
 */
export class RememberedCallers {
  readonly #services: Services;
  readonly #known = new RecentMap<string, { principal: Principal; at: Instant }>(REMEMBERED);

  constructor(services: Services) {
    this.#services = services;
  }

  /** As `authenticate`, and from memory where the store does not answer. */
  async authenticate(request: FastifyRequest): Promise<Principal | undefined> {
    const { clock } = this.#services;
    const name = hashSecret(request.headers.authorization ?? "").toHex();
    const asked = authenticate(this.#services, request);
    const known = this.#known.get(name);
    if (!known || clock.now() - known.at > REMEMBERED_NS) return this.#note(name, await asked);
    const { promise: silence, resolve } = Promise.withResolvers<Principal>();
    const cancel = clock.after(PATIENCE_MS, () => resolve(known.principal));
    const answer = asked.then(
      (principal) => this.#note(name, principal),
      () => known.principal,
    );
    return Promise.race([answer, silence]).finally(cancel);
  }

  #note(name: string, principal: Principal | undefined): Principal | undefined {
    if (principal?.kind === "api-key") {
      this.#known.set(name, { principal, at: this.#services.clock.now() });
    } else this.#known.delete(name);
    return principal;
  }
}
