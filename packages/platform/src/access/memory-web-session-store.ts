import { toHex, type Instant, type UserId } from "@lorats/base";
import type { SecretHash } from "./secret.ts";
import type { WebSession, WebSessionStore } from "./web-session.ts";

export class MemoryWebSessionStore implements WebSessionStore {
  readonly #sessions = new Map<string, WebSession>();

  async create(session: WebSession): Promise<void> {
    this.#sessions.set(toHex(session.hash), session);
  }

  async find(hash: SecretHash, now: Instant): Promise<WebSession | undefined> {
    const session = this.#sessions.get(toHex(hash));
    return session && session.expiresAt > now ? session : undefined;
  }

  async delete(hash: SecretHash): Promise<void> {
    this.#sessions.delete(toHex(hash));
  }

  async deleteOfUser(userId: UserId): Promise<void> {
    for (const [key, session] of this.#sessions) {
      if (session.userId === userId) this.#sessions.delete(key);
    }
  }

  async prune(now: Instant): Promise<void> {
    for (const [key, session] of this.#sessions) {
      if (session.expiresAt <= now) this.#sessions.delete(key);
    }
  }
}
