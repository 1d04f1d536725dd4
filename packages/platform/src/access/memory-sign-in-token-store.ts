import { toHex, type Instant, type UserId } from "@lorats/base";
import type { SecretHash } from "./secret.ts";
import type { SignInToken, SignInTokenStore } from "./sign-in-token.ts";

export class MemorySignInTokenStore implements SignInTokenStore {
  readonly #tokens = new Map<string, SignInToken>();

  async create(token: SignInToken): Promise<void> {
    this.#tokens.set(toHex(token.hash), token);
  }

  async consume(hash: SecretHash, now: Instant): Promise<SignInToken | undefined> {
    const key = toHex(hash);
    const token = this.#tokens.get(key);
    this.#tokens.delete(key);
    return token && token.expiresAt > now ? token : undefined;
  }

  async deleteOfUser(userId: UserId): Promise<void> {
    for (const [key, token] of this.#tokens) {
      if (token.userId === userId) this.#tokens.delete(key);
    }
  }

  async prune(now: Instant): Promise<void> {
    for (const [key, token] of this.#tokens) {
      if (token.expiresAt <= now) this.#tokens.delete(key);
    }
  }
}
