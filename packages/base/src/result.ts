/** Why bytes from outside were refused. A returned value, since bad input on a hot path is no exception. */
export interface Refusal {
  readonly ok: false;
  /** Stable code, such as `LW_TOO_SHORT`. */
  readonly code: string;
  /** One sentence for a person. */
  readonly reason: string;
}

export interface Accepted<T> {
  readonly ok: true;
  readonly value: T;
}

export type Result<T> = Accepted<T> | Refusal;

export function accept<T>(value: T): Accepted<T> {
  return { ok: true, value };
}

export function refuse(code: string, reason: string): Refusal {
  return { ok: false, code, reason };
}
