import { CallerError, LoratsError, UnavailableError, type Result } from "@lorats/base";
import type { Problem } from "@lorats/api";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  isResponseSerializationError,
} from "fastify-type-provider-zod";

/** A refusal with a status of its own. */
export class HttpProblem extends CallerError {
  readonly status: number;
  /** When to come again. */
  readonly retryAfterS: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    { retryAfterS }: { readonly retryAfterS?: number } = {},
  ) {
    super(code, message);
    this.status = status;
    this.retryAfterS = retryAfterS;
  }
}

/** What was accepted; a refusal answers the request with 400. */
export function orProblem<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new HttpProblem(400, result.code, result.reason);
}

/** A field whose value can mean nothing here. */
export function invalidField(path: string, message: string): HttpProblem {
  return new HttpProblem(400, "HTTP_INVALID", `body.${path}: ${message}`);
}

export function notFound(): HttpProblem {
  return new HttpProblem(404, "HTTP_NOT_FOUND", "there is no such thing here");
}

export function forbidden(what: string): HttpProblem {
  return new HttpProblem(403, "HTTP_FORBIDDEN", `this needs the scope ${what}`);
}

/** Codes that are not simply a bad request. */
const STATUS: Readonly<Record<string, number>> = {
  REG_NO_SUCH: 404,
  REG_DUPLICATE: 409,
  REG_CONFLICT: 409,
  REG_IN_USE: 409,
  TENANT_QUOTA: 403,
  OWNER_ONLY: 403,
  OWNER_LAST: 409,
  USER_EXISTS: 409,
  USER_CHANGED: 409,
  USER_UNKNOWN: 404,
  INTEGRATION_CHANGED: 409,
  INTEGRATION_UNKNOWN: 404,
  ITEM_CHANGED: 409,
  ITEM_EXISTS: 409,
  ITEM_UNKNOWN: 404,
  ALARM_UNKNOWN: 404,
  ALARM_CLEARED: 409,
  DEMO_ATTACK_REFUSED: 409,
  DEVICE_IN_GROUP: 409,
  OIDC_UNKNOWN_PROVIDER: 404,
  OIDC_REFUSED: 403,
  OIDC_INVALID: 403,
  GW_NO_STATION: 409,
  NS_QUEUE_FULL: 409,
  NS_QUEUE_DUPLICATE: 409,
};

/** What Fastify says shorter than is of use. */
const PLAINER: Readonly<Record<string, string>> = {
  HTTP_CTP_INVALID_MEDIA_TYPE: "send JSON, with the header content-type: application/json",
  HTTP_CTP_INVALID_JSON_BODY: "the body is not JSON",
};

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

function base(status: number, code: string, detail: string, requestId: string): Problem {
  const title = TITLES[status] ?? "Error";
  return { type: `urn:lorats:problem:${code}`, title, status, code, detail, requestId };
}

/** What a caller is told of an error. Our own mistakes and those of dependencies stay vague. */
export function problemOf(error: unknown, request: FastifyRequest): Problem {
  const { id } = request;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      path: [error.validationContext, ...instancePath.split("/").filter(Boolean)].join("."),
      message: message ?? "",
    }));
    const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
    return { ...base(400, "HTTP_INVALID", detail, id), errors };
  }
  if (error instanceof HttpProblem) return base(error.status, error.code, error.message, id);
  if (error instanceof UnavailableError) return base(503, error.code, error.message, id);
  if (error instanceof CallerError) {
    return base(STATUS[error.code] ?? 400, error.code, error.message, id);
  }
  const { statusCode, code, message } = error as Partial<FastifyError>;
  const ofFastify = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  if (ofFastify && !(error instanceof LoratsError) && !isResponseSerializationError(error)) {
    const stable = (code ?? "HTTP_ERROR").replace(/^FST_(ERR_)?/, "HTTP_");
    return base(statusCode, stable, PLAINER[stable] ?? message ?? "", id);
  }
  return base(500, "INTERNAL", `something went wrong here; the log has it as ${id}`, id);
}

export async function sendProblem(reply: FastifyReply, problem: Problem): Promise<FastifyReply> {
  return reply
    .code(problem.status)
    .type("application/problem+json; charset=utf-8")
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}
