import { CallerError, type Clock } from "@lorats/base";
import type { Integration as Shown } from "@lorats/api";
import type { Integration, Message } from "@lorats/platform";

/** The other side will never take this: not now, not later. */
export class RefusedForGood extends CallerError {
  constructor(reason: string) {
    super("INTEGRATION_REFUSED", reason);
  }
}

/** A connection to where an integration's messages go. */
export interface Target {
  /** How many messages one `send` may have. */
  readonly batch: number;
  /**
   * Resolves when the other side has them all.
   * @throws {RefusedForGood} when it never will; anything else means: later
   */
  send(messages: readonly Message[]): Promise<void>;
  close(): Promise<void> | void;
}

export interface TargetContext {
  readonly integration: Integration;
  /** What the target asks for to let us in, or what we sign with. */
  readonly secret: Uint8Array;
  readonly clock: Clock;
  /** May it be on this machine or in a private network? */
  readonly allowPrivate: boolean;
}

export type Kind = Shown["kind"];
/** What people set, as the API describes it. */
export type SettingsOf<K extends Kind> = NonNullable<Shown[K]>;

/** An integration's settings, which the API looked at when they were set. */
export function settingsOf<K extends Kind>(
  { integration }: TargetContext,
  _kind: K,
): SettingsOf<K> {
  return integration.settings as unknown as SettingsOf<K>;
}

/** A kind of integration. A new one is a file in `kinds/` and a line in `KINDS`. */
export interface IntegrationKind {
  readonly kind: Kind;
  open(context: TargetContext): Target;
}

/** By this the other side knows a repetition. */
export function eventIdOf({ position, kind }: Message): string {
  return `${position}:${kind}`;
}
