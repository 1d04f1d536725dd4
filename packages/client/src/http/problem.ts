import type { Problem } from "../api.gen.ts";

/** The server's own account of why it refused (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  /** Stable, such as `REG_NO_SUCH`. */
  readonly code: string;
  readonly status: number;
  /** Seconds after which to come again, where the server says so. */
  readonly retryAfterS: number | undefined;

  constructor(problem: Problem, retryAfterS?: number) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.retryAfterS = retryAfterS;
  }
}

/** Of an answer that is none of success. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const { status, statusText, headers } = response;
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  const retryAfterS = Number.isFinite(seconds) ? seconds : undefined;
  try {
    return new ProblemError((await response.json()) as Problem, retryAfterS);
  } catch {
    // A proxy in between answered.
    const title = statusText || "HTTP error";
    return new ProblemError(
      { type: "about:blank", title, status, code: "HTTP_ERROR" },
      retryAfterS,
    );
  }
}
