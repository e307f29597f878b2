import { hasIdentity } from "#db/queries/user-identities.ts";
import { services } from "../database.ts";
import type { Person } from "./person.ts";

/** Whether the person can sign in by the OpenID provider of the configuration. */
export async function isProviderLinked(person: Person): Promise<boolean> {
  const { config, database } = services();
  return config.oidc !== undefined && hasIdentity(database.orm, person.id, config.oidc.issuer);
}
