"use server";

import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { attempt, type Outcome, type Refusal } from "../_forms/outcome.ts";
import type { ApiError } from "../_services/errors.ts";
import { type PublishInput, publish, publishInput } from "../_services/messages/publish.ts";
import {
  type ClearRetainedInput,
  clearRetainedInput,
  clearRetained as clearRetainedOf,
} from "../_services/retained/clear-retained.ts";
import { countRetained as countRetainedOf } from "../_services/retained/count-retained.ts";

/** Which messages are meant: those chosen, or all that the page's filters find. */
type Which = ClearRetainedInput;

/** How many are meant, as far as they are counted. */
export async function countRetained(
  tenantSlug: string,
  which: Which,
): Promise<Outcome<{ readonly count: number; readonly more: boolean }>> {
  const actor = await enter(tenantSlug);
  return attempt(async () => {
    const input = clearRetainedInput.parse(which);
    return "topics" in input ? { count: input.topics.length, more: false } : countRetainedOf(actor, input);
  });
}

/** Clears them, as a job. */
export async function clearRetained(tenantSlug: string, which: Which): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(async () => {
    await clearRetainedOf(actor, clearRetainedInput.parse(which));
  });
}

/** Publishes in the tenant's name; how many sessions got it. */
export async function publishMessage(
  tenantSlug: string,
  message: Pick<PublishInput, "topic" | "payload" | "qos" | "retain">,
): Promise<Outcome<number>> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("retained.publish");
  const input = publishInput.safeParse(message);
  if (!input.success) {
    const payload = input.error.issues.some(({ path }) => path[0] === "payload");
    return payload
      ? { ok: false, field: "payload", message: t("payloadLong") }
      : { ok: false, field: "topic", message: t("topicInvalid") };
  }
  return attempt(async () => (await publish(actor, input.data)).receivers, { told: publishRefusal });
}

async function publishRefusal({ code }: ApiError): Promise<Refusal | string | undefined> {
  const t = await getTranslations("retained.publish");
  if (code === "invalid_request") return { field: "topic", message: t("topicInvalid") };
  if (code === "conflict") return t("full");
  return code === "unavailable" ? t("away") : undefined;
}
