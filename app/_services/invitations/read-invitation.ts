import { placeOf } from "#core/address-place.ts";
import type { MemberRole } from "#core/permissions.ts";
import { findPendingInvitation } from "#db/queries/invitations.ts";
import { hashSecret } from "#db/secrets.ts";
import { services } from "../database.ts";
import { rateLimiter } from "../rate-limit.ts";

/** What whoever holds the link is shown before they accept. */
export interface InvitationOffer {
  readonly tenantName: string;
  readonly tenantSlug: string;
  readonly role: MemberRole;
  readonly invitedBy: string;
  /** Only this account may accept; null: any. */
  readonly email: string | null;
}

const byAddress = rateLimiter("invitation links tried by address", { burst: 60, perSecond: 0.2 });

/**
 * What a link offers; undefined alike for one that is used up, revoked, expired or was never made.
 * @throws ApiError rate_limited
 */
export async function readInvitation(token: string, address: string | undefined): Promise<InvitationOffer | undefined> {
  byAddress.require(placeOf(address ?? "unknown"));
  const { database, keys } = services();
  const found = await findPendingInvitation(database.orm, hashSecret(keys.linkToken, token));
  if (found === undefined) return undefined;
  const { invitation, tenant } = found;
  return {
    tenantName: tenant.name,
    tenantSlug: tenant.slug,
    role: invitation.role,
    invitedBy: invitation.createdByLabel,
    email: invitation.email,
  };
}
