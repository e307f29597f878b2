import type { ErrorCode } from "../_services/errors.ts";

/** What each error code tells a caller, and what to do about it: for the OpenAPI document and its readable page. */
export const ERROR_MEANING: Readonly<Record<ErrorCode, string>> = {
  invalid_request: "The request is not valid; `issues` says which field, and why.",
  unauthenticated: "There is no API key, or it is unknown, revoked or expired.",
  forbidden: "The API key's scopes do not allow this.",
  not_found: "There is no such thing, or it belongs to another tenant: the answer is the same.",
  method_not_allowed: "The path does not take this method; the header `Allow` lists those it takes.",
  conflict: "Something that is there stands in the way, such as a name that is taken.",
  precondition_failed: "Somebody changed it meanwhile. Read it again, then repeat with the new ETag.",
  too_large: "The body is larger than 64 KiB.",
  rate_limited: "Too many requests with this API key. Wait as many seconds as `Retry-After` says.",
  internal: "The fault is ours. The server's log knows the request id.",
  unavailable: "The database cannot be reached. Wait as many seconds as `Retry-After` says, then repeat.",
};

/** What may happen to every request with an API key, whatever it asks. */
export const ALWAYS_POSSIBLE: readonly ErrorCode[] = [
  "invalid_request",
  "unauthenticated",
  "forbidden",
  "rate_limited",
  "internal",
  "unavailable",
];
