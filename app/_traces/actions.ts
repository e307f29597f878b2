"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { ApiError } from "../_services/errors.ts";
import { armTrace as armTraceOf } from "../_services/traces/arm-trace.ts";
import { disarmTrace as disarmTraceOf } from "../_services/traces/disarm-trace.ts";
import { armTraceInput } from "../_services/traces/trace.ts";

/** What came of an action, in the person's language where it failed. */
type Outcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

async function attempt(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    await work();
    refresh();
    return { ok: true };
  } catch (error) {
    const t = await getTranslations("traces.failures");
    const code = error instanceof ApiError ? error.code : undefined;
    if (code === "unavailable") return { ok: false, message: t("brokerAway") };
    if (code === "conflict") return { ok: false, message: t("tooMany") };
    return { ok: false, message: await failureMessage(error) };
  }
}

/** Has all messages of a device or a topic kept for a while. */
export async function armTrace(
  tenantSlug: string,
  traced: { readonly deviceId?: string; readonly topic?: string },
): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const input = armTraceInput.safeParse(traced);
  if (!input.success) return { ok: false, message: (await getTranslations("traces.failures"))("topicInvalid") };
  return attempt(() => armTraceOf(actor, input.data));
}

/** Ends that before its time. */
export async function disarmTrace(tenantSlug: string, armingId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(() => disarmTraceOf(actor, armingId));
}
