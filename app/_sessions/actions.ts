"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { ApiError } from "../_services/errors.ts";
import { endSession as endSessionOf } from "../_services/sessions/end-session.ts";
import {
  unsubscribeSessionInput,
  unsubscribeSession as unsubscribeSessionOf,
} from "../_services/sessions/unsubscribe-session.ts";

/** Only the broker can change a session. */
async function brokerAway({ code }: ApiError): Promise<string | undefined> {
  return code === "unavailable" ? (await getTranslations("sessions.brokerAway"))("action") : undefined;
}

/** Ends a session with all that waits in it. */
export async function endSession(tenantSlug: string, mqttSessionId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(() => endSessionOf(actor, mqttSessionId), { told: brokerAway });
}

/** Takes a subscription from a session; its client is not told. */
export async function removeSubscription(
  tenantSlug: string,
  mqttSessionId: string,
  topicFilter: string,
): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(
    async () => {
      const input = unsubscribeSessionInput.safeParse({ filter: topicFilter });
      if (!input.success) throw new ApiError("not_found", "No filter can be like this.");
      await unsubscribeSessionOf(actor, mqttSessionId, input.data.filter);
    },
    { told: brokerAway },
  );
  refresh();
  return outcome;
}
