/** Every way a use case or the REST API may answer "no", and the HTTP status each wears. */
export const ERROR_STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** What is wrong with one field. */
export interface Issue {
  /** Where: `["labels", "site"]`. Empty for the whole. */
  readonly path: readonly (string | number)[];
  /** What, for programs: `taken`, `too_big`, `unrecognized_keys` … */
  readonly code: string;
  /** What, for people. */
  readonly message: string;
  /** Where in the text of the field, in UTF-16 units from 0. */
  readonly position?: number | undefined;
}

/**
 * A refusal with two faces: the public message is for the caller, the cause is for the operator's log and never
 * leaves the server.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly issues: readonly Issue[] | undefined;
  /** For `rate_limited`: when to come again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    publicMessage: string,
    details: { cause?: unknown; issues?: readonly Issue[]; retryAfterSeconds?: number } = {},
  ) {
    super(publicMessage, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.issues = details.issues;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** The one answer for what does not exist and for what is another tenant's: nobody can tell them apart. */
export function notFound(
  noun:
    | "device"
    | "job"
    | "file"
    | "credential"
    | "certificate"
    | "certificate authority"
    | "API key"
    | "tenant"
    | "member"
    | "invitation"
    | "audit entry"
    | "sign-in"
    | "role"
    | "version"
    | "group"
    | "token issuer"
    | "ban"
    | "session"
    | "subscription"
    | "retained message"
    | "message"
    | "trace"
    | "trace arming",
): ApiError {
  return new ApiError("not_found", `There is no such ${noun}.`);
}

/** Only the broker knows, and it does not answer. */
export function brokerAway(): ApiError {
  return new ApiError("unavailable", "The broker cannot be reached. Try again in a moment.");
}

/** A value that must be unique and is not. */
export function taken(path: readonly (string | number)[], message: string): ApiError {
  return new ApiError("conflict", message, { issues: [{ path, code: "taken", message }] });
}
