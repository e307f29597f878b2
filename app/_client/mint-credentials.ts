"use server";

import { z } from "zod";
import { currentPerson } from "../_auth/access.ts";
import { mintConsoleToken } from "../_services/console-token.ts";
import { ApiError } from "../_services/errors.ts";
import { enterTenant } from "../_services/tenants/enter-tenant.ts";
import type { ActAs } from "./principal.ts";
import type { CredentialsAnswer } from "./protocol.ts";

const slug = z.string().max(100);
const principal = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("wholeTenant") }),
  z.object({ kind: z.literal("readOnly") }),
  z.object({ kind: z.literal("device"), deviceId: z.string().max(100) }),
]);

/** Username and short-lived token for the page's own MQTT connection. A refusal is an answer, not an error page. */
export async function mintCredentials(tenantSlug: string, actAs: ActAs): Promise<CredentialsAnswer> {
  // An action is an open door: its arguments come from anybody.
  const input = z.tuple([slug, principal]).safeParse([tenantSlug, actAs]);
  if (!input.success) return { ok: false, fault: "forbidden" };
  const person = await currentPerson();
  if (person === undefined) return { ok: false, fault: "signedOut" };
  try {
    const actor = await enterTenant(person, input.data[0]);
    const { username, password, expiresAt } = await mintConsoleToken(actor, input.data[1]);
    return { ok: true, credentials: { username, password, expiresAt: Date.parse(expiresAt) } };
  } catch (error) {
    if (error instanceof ApiError && (error.code === "forbidden" || error.code === "not_found")) {
      return { ok: false, fault: "forbidden" };
    }
    throw error;
  }
}
