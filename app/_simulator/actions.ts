"use server";

import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { type AllowedDeviceView, listAllowedInput } from "../_services/access/access-question.ts";
import { listAllowedDevices } from "../_services/access/list-allowed-devices.ts";
import type { Page } from "../_services/page.ts";

/** What came of a question, in the person's language where it failed. */
export type AllowedAnswer =
  | { readonly ok: true; readonly page: Page<AllowedDeviceView> }
  | { readonly ok: false; readonly message: string };

/** One more page of the devices that may use a topic. */
export async function findAllowedDevices(
  tenantSlug: string,
  question: { readonly action: string; readonly topic: string; readonly qos: number; readonly retain: boolean },
  cursor: string | null,
): Promise<AllowedAnswer> {
  const actor = await enter(tenantSlug);
  try {
    const input = listAllowedInput.parse({
      ...question,
      retain: String(question.retain),
      ...(cursor === null ? {} : { cursor }),
    });
    return { ok: true, page: await listAllowedDevices(actor, input) };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  }
}
