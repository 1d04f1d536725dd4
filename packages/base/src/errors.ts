/** Who has to act when an error occurs. */
export type Blame = "peer" | "caller" | "dependency" | "us";

interface LoratsErrorOptions extends ErrorOptions {
  /** Machine-readable details. Never put a secret here. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Base of every error thrown on purpose. Throw one of its four subclasses. */
export abstract class LoratsError extends Error {
  abstract readonly blame: Blame;
  /** Stable upper-case code with a room's prefix, such as `LW_MIC_INVALID`. */
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, message: string, options?: LoratsErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = options?.details;
    this.name = new.target.name;
  }
}

/** Bytes or messages from outside are malformed or violate a protocol. */
export class PeerDataError extends LoratsError {
  readonly blame = "peer";
}

/** The caller (a user, a configuration, another room) asked for something impossible. */
export class CallerError extends LoratsError {
  readonly blame = "caller";
}

/** Something we depend on (disk, database, broker, network) does not answer. Retrying may help. */
export class UnavailableError extends LoratsError {
  readonly blame = "dependency";
}

/** A defect of ours: an invariant does not hold. */
export class InternalError extends LoratsError {
  readonly blame = "us";
}

/** The one-line form that people see: `error[CODE]: message`. */
export function errorLine(error: unknown): string {
  if (error instanceof LoratsError) return `error[${error.code}]: ${error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  return `error[INTERNAL]: ${message}`;
}
