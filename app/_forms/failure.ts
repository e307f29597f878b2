import { getTranslations } from "next-intl/server";
import { isDatabaseAway } from "#db/postgres-error.ts";
import { describeError } from "../_services/describe-error.ts";
import { ApiError } from "../_services/errors.ts";

/** What a person may be told of a refused or failed action, in their language. Unexpected failures are logged. */
export async function failureMessage(error: unknown): Promise<string> {
  const t = await getTranslations("errors");
  if (!(error instanceof ApiError)) {
    console.error(describeError(error));
    return t(isDatabaseAway(error) ? "unavailable" : "unexpected");
  }
  switch (error.code) {
    case "rate_limited":
      return t("rateLimited", { seconds: error.retryAfterSeconds ?? 60 });
    case "forbidden":
      return t("forbidden");
    case "not_found":
      return t("gone");
    case "precondition_failed":
      return t("changedMeanwhile");
    case "unavailable":
      return t("unavailable");
    default:
      return t("unexpected");
  }
}

/** Whether a use case refused this field because its value is taken. */
export function isTaken(error: unknown, field: string): boolean {
  return (
    error instanceof ApiError && (error.issues ?? []).some((issue) => issue.code === "taken" && issue.path[0] === field)
  );
}
