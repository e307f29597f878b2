"use server";

import { headers } from "next/headers";
import { enter } from "../_auth/access.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import {
  type CheckListenerInput,
  checkListenerInput,
  checkListener as checkListenerOf,
  type ListenerCheck,
} from "../_services/preflight/check-listener.ts";

/** Tries from the server what this browser could not do, and says which step failed. */
export async function checkListener(
  tenantSlug: string,
  listener: CheckListenerInput["listener"],
): Promise<Outcome<ListenerCheck>> {
  const actor = await enter(tenantSlug);
  const origin = (await headers()).get("origin") ?? undefined;
  return attempt(() => checkListenerOf(actor, checkListenerInput.parse({ listener }), origin));
}
