import { z } from "zod";
import { isDatabaseAway } from "#db/postgres-error.ts";
import { describeError } from "../_services/describe-error.ts";
import { ApiError, ERROR_STATUS, type ErrorCode } from "../_services/errors.ts";

/** The one envelope of every refusal. */
export const errorEnvelope = z
  .strictObject({
    error: z.strictObject({
      code: z.enum(Object.keys(ERROR_STATUS) as ErrorCode[]).meta({ description: "For programs; it does not change." }),
      message: z.string().meta({ description: "For people; it may change." }),
      requestId: z.string().meta({ description: "Also in the header `X-Request-Id`; the server's log knows it." }),
      issues: z
        .array(
          z.strictObject({
            path: z.array(z.union([z.string(), z.number()])).meta({ description: "Where: names and positions." }),
            code: z.string(),
            message: z.string(),
            position: z
              .int()
              .optional()
              .meta({ description: "Where in the text of the field, in UTF-16 units from 0." }),
          }),
        )
        .optional()
        .meta({ description: "What is wrong with which field." }),
    }),
  })
  .meta({ id: "Error" });

export type ErrorEnvelope = z.output<typeof errorEnvelope>;

/** Headers of every answer: nothing here is a page, and nothing here may be kept by a cache. */
export function standardHeaders(requestId: string): Record<string, string> {
  return {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  };
}

/** Turns whatever was thrown into an answer; the only place where an error becomes HTTP. */
export function errorResponse(error: unknown, requestId: string, headers: Record<string, string> = {}): Response {
  const refusal = error instanceof ApiError ? error : asApiError(error);
  if (refusal.code === "internal" || refusal.code === "unavailable") {
    console.error(`${requestId} ${describeError(refusal.cause ?? refusal)}`);
  }
  const body: ErrorEnvelope = {
    error: {
      code: refusal.code,
      message: refusal.message,
      requestId,
      issues: refusal.issues?.map(({ path, ...issue }) => ({ path: [...path], ...issue })),
    },
  };
  return Response.json(body, {
    status: ERROR_STATUS[refusal.code],
    headers: {
      ...standardHeaders(requestId),
      ...(refusal.code === "unauthenticated" ? { "www-authenticate": 'Bearer realm="hato"' } : {}),
      ...(refusal.retryAfterSeconds === undefined ? {} : { "retry-after": String(refusal.retryAfterSeconds) }),
      ...headers,
    },
  });
}

function asApiError(cause: unknown): ApiError {
  return isDatabaseAway(cause)
    ? new ApiError("unavailable", "The database cannot be reached. Try again soon.", { cause, retryAfterSeconds: 5 })
    : new ApiError("internal", "Something went wrong on our side.", { cause });
}
