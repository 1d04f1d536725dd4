import type { Instant, UserId } from "@lorats/base";
import type { SecretHash } from "./secret.ts";

/** A browser that has signed in; the cookie holds the secret, we hold its hash. */
export interface WebSession {
  readonly hash: SecretHash;
  readonly userId: UserId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** Sessions of browsers. Every adapter passes `webSessionStoreContract`. */
export interface WebSessionStore {
  create(session: WebSession): Promise<void>;
  /** Absent when there is none, or it expired at or before `now`. */
  find(hash: SecretHash, now: Instant): Promise<WebSession | undefined>;
  delete(hash: SecretHash): Promise<void>;
  /** Signs a user out everywhere. */
  deleteOfUser(userId: UserId): Promise<void>;
  /** Forgets what expired at or before `now`. */
  prune(now: Instant): Promise<void>;
}
