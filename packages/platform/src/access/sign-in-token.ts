import type { Instant, UserId } from "@lorats/base";
import type { SecretHash } from "./secret.ts";

/** A link that signs somebody in once. */
export interface SignInToken {
  readonly hash: SecretHash;
  readonly userId: UserId;
  readonly expiresAt: Instant;
}

/** One-time sign-in tokens. Every adapter passes `signInTokenStoreContract`. */
export interface SignInTokenStore {
  create(token: SignInToken): Promise<void>;
  /**
   * Takes a token for good: of several concurrent calls with one hash exactly one gets it.
   * Absent when there is none, it was taken, or it expired at or before `now`.
   */
  consume(hash: SecretHash, now: Instant): Promise<SignInToken | undefined>;
  /** Revokes what a user has not used yet. */
  deleteOfUser(userId: UserId): Promise<void>;
  prune(now: Instant): Promise<void>;
}
