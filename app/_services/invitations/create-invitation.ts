import { newId } from "#core/ids.ts";
import { countPendingInvitations, insertInvitation } from "#db/queries/invitations.ts";
import { findTenant } from "#db/queries/tenants.ts";
import { hashSecret, newSecret } from "#db/secrets.ts";
import type { Locale } from "../../_i18n/locales.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { invitationLetter } from "../mail/letters.ts";
import { mailIsConfigured, sendMail } from "../mail/send-mail.ts";
import { holdOwners } from "../members/owners.ts";
import { rateLimiter } from "../rate-limit.ts";
import { type CreateInvitationInput, type InvitationView, invitationPath, presentInvitation } from "./invitation.ts";

const PENDING_PER_TENANT_MAX = 200;
/** A tenant that anybody may make must not become a way to send mail to everybody. */
const byTenant = rateLimiter("invitations by tenant", { burst: 50, perSecond: 1 / 60 });

export interface NewInvitation {
  readonly invitation: InvitationView;
  /** The only copy. */
  readonly link: string;
  /** Whether a letter with the link is on its way. */
  readonly mailed: boolean;
}

/**
 * Makes a link by which one person becomes a member.
 * @param locale of the letter; undefined: in all languages
 * @throws ApiError forbidden for a further owner, unless asked by one; conflict when too many are pending; rate_limited
 */
export async function createInvitation(
  actor: Actor,
  input: CreateInvitationInput,
  locale?: Locale,
): Promise<NewInvitation> {
  requirePermission(actor, "members.write");
  const { tenantId } = actor;
  const { config, database, keys } = services();
  byTenant.require(tenantId);
  const token = newSecret();
  const { invitation, tenantName } = await database.asTenant(tenantId, async (orm) => {
    // Held for every role: it also makes two invitations at once count each other.
    const owners = await holdOwners(orm, tenantId);
    if (input.role === "owner") owners.require(actor);
    if ((await countPendingInvitations(orm, tenantId)) >= PENDING_PER_TENANT_MAX) {
      throw new ApiError("conflict", `There are ${PENDING_PER_TENANT_MAX} pending invitations already. Revoke some.`);
    }
    const row = await insertInvitation(orm, {
      tenantId,
      id: newId("invitation"),
      role: input.role,
      email: input.email,
      tokenHash: hashSecret(keys.linkToken, token),
      createdBy: actor.id,
      createdByLabel: actor.label,
      expiresAt: new Date(Date.now() + input.expiresInDays * 86_400_000),
    });
    await audit(orm, actor, {
      action: "invitation.create",
      target: { kind: "invitation", id: row.id, label: row.email ?? "" },
      after: { role: row.role, email: row.email, expiresAt: row.expiresAt.toISOString() },
    });
    return { invitation: row, tenantName: (await findTenant(orm, tenantId))?.name ?? actor.tenantSlug };
  });
  const link = config.consoleUrl + invitationPath(token);
  const mailed = input.email !== null && mailIsConfigured();
  if (input.email !== null) {
    const letter = { inviter: actor.label, tenant: tenantName, link, days: input.expiresInDays };
    sendMail(input.email, invitationLetter(letter), locale);
  }
  return { invitation: presentInvitation(invitation), link, mailed };
}
