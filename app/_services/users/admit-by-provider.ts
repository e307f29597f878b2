import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { findUserByIdentity, insertUserIdentity } from "#db/queries/user-identities.ts";
import { findUserByEmail, insertUser } from "#db/queries/users.ts";
import type { User } from "#db/schema/index.ts";
import { auditPerson } from "../audit-person.ts";
import { services } from "../database.ts";
import { readInvitation } from "../invitations/read-invitation.ts";
import { email as emailShape, type Person, personName } from "./person.ts";

/** What an OpenID provider says of somebody. */
export interface ProviderProfile {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  /** The provider has checked that the e-mail is theirs. */
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

/**
 * Why somebody whom the provider knows is not let in:
 *   unverified  the provider does not vouch for the e-mail
 *   unlinked    there is an account with this e-mail, and nobody has shown yet whose the e-mail is: whoever made the
 *               account may be somebody else, who would then share it. Its person signs in by password and links it.
 *   taken       this person of the provider is linked with another account
 *   notInvited, closed  SIGNUP
 */
export const PROVIDER_REFUSALS = ["unverified", "unlinked", "taken", "notInvited", "closed"] as const;
export type ProviderRefusal = (typeof PROVIDER_REFUSALS)[number];

export interface ProviderVisit {
  readonly address: string | undefined;
  /** Somebody signed in here, who links what the provider says with their account. */
  readonly linkTo?: Person | undefined;
  /** Of the link that brought them. */
  readonly invitationToken?: string | undefined;
}

/** Who this is here, or why nobody; makes the account where SIGNUP lets it be made. */
export async function admitByProvider(
  profile: ProviderProfile,
  visit: ProviderVisit,
): Promise<{ readonly person: Person } | { readonly refusal: ProviderRefusal }> {
  const { config, database } = services();
  const invited = await isInvited(profile, visit);
  return database.transaction(async (orm) => {
    const { issuer, subject } = profile;
    const known = await findUserByIdentity(orm, issuer, subject);
    if (known !== undefined) {
      const another = visit.linkTo !== undefined && visit.linkTo.id !== known.id;
      return another ? { refusal: "taken" } : { person: personOf(known, visit) };
    }
    if (visit.linkTo !== undefined) return link(orm, profile, visit.linkTo);
    const email = emailShape.safeParse(profile.email);
    if (!email.success || !profile.emailVerified) return { refusal: "unverified" };
    const user = await findUserByEmail(orm, email.data);
    if (user !== undefined) {
      return user.emailVerifiedAt === null ? { refusal: "unlinked" } : link(orm, profile, personOf(user, visit));
    }
    if (config.signup === "closed") return { refusal: "closed" };
    if (config.signup === "invite" && !invited) return { refusal: "notInvited" };
    const name = personName.safeParse(profile.name);
    const made = await insertUser(orm, {
      id: newId("user"),
      email: email.data,
      name: name.success ? name.data : (email.data.split("@")[0] ?? ""),
      emailVerifiedAt: new Date(),
    });
    // Somebody made it this moment; the next try finds it.
    if (made === undefined) return { refusal: "unlinked" };
    return link(orm, profile, personOf(made, visit));
  });
}

async function link(
  orm: Orm,
  { issuer, subject }: ProviderProfile,
  person: Person,
): Promise<{ readonly person: Person } | { readonly refusal: ProviderRefusal }> {
  if (!(await insertUserIdentity(orm, { issuer, subject, userId: person.id }))) return { refusal: "taken" };
  await auditPerson(orm, person, { action: "person.linkProvider", after: { issuer } });
  return { person };
}

async function isInvited({ email }: ProviderProfile, { invitationToken, address }: ProviderVisit): Promise<boolean> {
  if (invitationToken === undefined) return false;
  const offer = await readInvitation(invitationToken, address);
  return offer !== undefined && (offer.email === null || offer.email === email?.toLowerCase());
}

function personOf({ id, email, name }: User, { address }: ProviderVisit): Person {
  return { id, email, name, address };
}
