import type { z } from "zod";
import { ApiError, type Issue } from "../_services/errors.ts";

/** Issues told at once; a body may have thousands. */
const ISSUES_MAX = 20;

/**
 * Checks what came from outside.
 * @throws ApiError invalid_request with an issue for each field
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.flatMap(toIssues));
}

export function invalidRequest(issues: readonly Issue[]): ApiError {
  const told = issues.slice(0, ISSUES_MAX);
  const [first] = told;
  const where = first === undefined || first.path.length === 0 ? "" : `${first.path.join(".")}: `;
  return new ApiError("invalid_request", `The request is not valid: ${where}${first?.message ?? "see issues"}`, {
    issues: told,
  });
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        code: "unknown_field",
        message: "is not a known field",
      }));
    case "invalid_key":
      return issue.issues.map(({ message }) => ({ path, code: "invalid_key", message }));
    case "invalid_type":
      if (issue.input === undefined) return [{ path, code: "required", message: "is required" }];
      return [{ path, code: issue.code, message: issue.message }];
    case "custom": {
      const { code = "custom", position }: { code?: string; position?: number } = issue.params ?? {};
      return [{ path, code, message: issue.message, ...(position === undefined ? {} : { position }) }];
    }
    default:
      return [{ path, code: issue.code ?? "custom", message: issue.message }];
  }
}
