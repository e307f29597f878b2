import { placeOf } from "#core/address-place.ts";
import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { hashPassword } from "#db/passwords.ts";
import { findPendingInvitation, markInvitationAccepted } from "#db/queries/invitations.ts";
import { findMember } from "#db/queries/members.ts";
import { insertMembership } from "#db/queries/memberships.ts";
import { insertUser } from "#db/queries/users.ts";
import { hashSecret } from "#db/secrets.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { rateLimiter } from "../rate-limit.ts";
import type { AcceptAsNewInput, Person } from "../users/person.ts";

const byAddress = rateLimiter("invitations accepted by address", { burst: 60, perSecond: 0.2 });

/**
 * Makes somebody signed in a member, by the link. A link that names another account's e-mail is not theirs to use.
 * @returns the tenant's slug
 * @throws ApiError not_found for a link that is no more; forbidden for another's; conflict for who is a member already;
 * rate_limited
 */
export async function acceptInvitation(person: Person, token: string): Promise<string> {
  byAddress.require(placeOf(person.address ?? "unknown"));
  return services().database.transaction((orm) => accept(orm, person, token));
}

/**
 * Makes an account and a member of it, by the link: what SIGNUP=invite means. The e-mail is the link's, where it
 * names one.
 * @throws ApiError as acceptInvitation; forbidden also where sign-up is closed; one general conflict when the e-mail is
 * known
 */
export async function acceptAsNewPerson(
  input: AcceptAsNewInput,
  token: string,
  address: string | undefined,
): Promise<{ readonly person: Person; readonly tenantSlug: string }> {
  const { config, database } = services();
  byAddress.require(placeOf(address ?? "unknown"));
  if (config.signup === "closed") throw new ApiError("forbidden", "No new accounts are made here.");
  // Before anything is looked up, so that a known e-mail takes as long as a new one.
  const passwordHash = await hashPassword(input.password);
  return database.transaction(async (orm) => {
    const { email, name } = input;
    const user = await insertUser(orm, { id: newId("user"), email, name, passwordHash });
    const person = { id: user?.id ?? "", email, name, address };
    if (user === undefined) {
      // Says the link is gone, if it is, before it says anything of the e-mail.
      await holdOffer(orm, person, token);
      throw new ApiError("conflict", "The account could not be made. If you have one already, sign in.");
    }
    return { person, tenantSlug: await accept(orm, person, token) };
  });
}

async function accept(orm: Orm, person: Person, token: string): Promise<string> {
  const { invitation, tenant } = await holdOffer(orm, person, token);
  const tenantId = tenant.id;
  if ((await findMember(orm, tenantId, person.id)) !== undefined) {
    throw new ApiError("conflict", "You are a member of this tenant already.");
  }
  if (!(await markInvitationAccepted(orm, invitation))) throw gone();
  await insertMembership(orm, { tenantId, userId: person.id, role: invitation.role });
  await audit(
    orm,
    { kind: "user", id: person.id, label: person.email, address: person.address, tenantId },
    {
      action: "invitation.accept",
      target: { kind: "invitation", id: invitation.id, label: person.email },
      after: { role: invitation.role, memberId: person.id, invitedBy: invitation.createdByLabel },
    },
  );
  return tenant.slug;
}

async function holdOffer(orm: Orm, person: Person, token: string) {
  const found = await findPendingInvitation(orm, hashSecret(services().keys.linkToken, token));
  if (found === undefined) throw gone();
  const { email } = found.invitation;
  if (email !== null && email !== person.email.toLowerCase()) {
    throw new ApiError("forbidden", "This invitation is for another e-mail address.");
  }
  return found;
}

const gone = () => new ApiError("not_found", "This invitation is not valid any more. Ask for a new one.");
