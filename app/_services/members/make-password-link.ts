import { isId } from "#core/ids.ts";
import { findMember } from "#db/queries/members.ts";
import { ownsAllTenantsOf, putPasswordReset } from "#db/queries/password-resets.ts";
import { hashSecret, newSecret } from "#db/secrets.ts";
import type { UserActor } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { rateLimiter } from "../rate-limit.ts";
import { resetPath } from "../users/reset-path.ts";

export const OWNERS_LINK_HOURS = 24;

const byOwner = rateLimiter("password links by owner", { burst: 20, perSecond: 1 / 60 });

/**
 * Makes a link by which a member chooses a new password, for Hatos without mail. Whoever has the link has the account,
 * the owner who makes it too: so it is made only for people all of whose tenants this owner owns, where it opens nothing
 * that is not the owner's already. It is asked again when the link is used.
 * @returns the link's path; the only copy
 * @throws ApiError not_found; forbidden for whoever is no owner; conflict for members of other people's tenants
 */
export async function makePasswordLink(
  actor: UserActor,
  userId: string,
): Promise<{ readonly path: string; readonly expiresAt: string }> {
  if (actor.memberRole !== "owner")
    throw new ApiError("forbidden", "Only an owner may make a link for a new password.");
  if (!isId("user", userId)) throw notFound("member");
  byOwner.require(actor.id);
  const { database, keys } = services();
  const { tenantId } = actor;
  const token = newSecret();
  const expiresAt = new Date(Date.now() + OWNERS_LINK_HOURS * 3_600_000);
  await database.transaction(async (orm) => {
    const member = await findMember(orm, tenantId, userId);
    if (member === undefined) throw notFound("member");
    if (userId === actor.id || !(await ownsAllTenantsOf(orm, actor.id, userId))) {
      throw new ApiError(
        "conflict",
        "This person is also a member of tenants that are not yours, so their password is not yours to replace.",
      );
    }
    await putPasswordReset(orm, { userId, tokenHash: hashSecret(keys.linkToken, token), madeBy: actor.id, expiresAt });
    await audit(orm, actor, {
      action: "member.passwordLink",
      target: { kind: "member", id: userId, label: member.email },
      after: { expiresAt: expiresAt.toISOString() },
    });
  });
  return { path: resetPath(token), expiresAt: expiresAt.toISOString() };
}
