"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { ApiError } from "../_services/errors.ts";
import { endSession as endSessionOf } from "../_services/sessions/end-session.ts";
import {
  unsubscribeSessionInput,
  unsubscribeSession as unsubscribeSessionOf,
} from "../_services/sessions/unsubscribe-session.ts";

/** What came of an action, in the person's language where it failed. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

async function attempt(work: () => Promise<void>): Promise<Outcome> {
  try {
    await work();
    return { ok: true };
  } catch (error) {
    if (error instanceof ApiError && error.code === "unavailable") {
      return { ok: false, message: (await getTranslations("sessions.brokerAway"))("action") };
    }
    return { ok: false, message: await failureMessage(error) };
  }
}

/** Ends a session with all that waits in it. */
export async function endSession(tenantSlug: string, mqttSessionId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(() => endSessionOf(actor, mqttSessionId));
}

/** Takes a subscription from a session; its client is not told. */
export async function removeSubscription(
  tenantSlug: string,
  mqttSessionId: string,
  topicFilter: string,
): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    const input = unsubscribeSessionInput.safeParse({ filter: topicFilter });
    if (!input.success) throw new ApiError("not_found", "No filter can be like this.");
    await unsubscribeSessionOf(actor, mqttSessionId, input.data.filter);
  });
  refresh();
  return outcome;
}
