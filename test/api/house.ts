import { afterAll } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { createApiKey } from "#app/_services/api-keys/create-api-key.ts";
import { closeServices, services } from "#app/_services/database.ts";
import { enterTenant } from "#app/_services/tenants/enter-tenant.ts";
import { openUserSession } from "#app/_services/user-sessions/open-user-session.ts";
import type { Person } from "#app/_services/users/person.ts";
import { signUp } from "#app/_services/users/sign-up.ts";
import { newId } from "#core/ids.ts";
import type { ApiKeyScope } from "#core/permissions.ts";
import { hashPassword } from "#db/passwords.ts";
import { insertUser } from "#db/queries/users.ts";
import { type TestDatabase, testDatabase } from "#test/database.ts";

export const AUTH_SECRET = "a secret of the tests, long enough";

/** The console process as `npm start` sets it up, on a database of the test file's own. */
export async function openHouse(env: Record<string, string> = {}): Promise<TestDatabase> {
  const database = await testDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    AUTH_SECRET,
    // Port 1 on loopback: nobody listens, so the broker is away.
    CONTROL_URL: "http://127.0.0.1:1",
    ...env,
  });
  afterAll(closeServices);
  return database;
}

export const PASSWORD = "correct horse battery";
const sharedHash = hashPassword(PASSWORD);

/** A tenant with its owner, made as a newcomer makes them. */
export async function newTenant(slug: string): Promise<{ owner: UserActor; person: Person }> {
  const input = { name: "Ada", email: `${slug}@example.com`, password: PASSWORD, tenantName: slug, tenantSlug: slug };
  const person = await signedIn((await signUp(input, undefined)).person);
  return { owner: await enterTenant(person, slug), person };
}

let people = 0;

/** Somebody who belongs to no tenant. */
export async function newPerson(name: string): Promise<Person> {
  const { orm } = services().database;
  const email = `${name}@example.com`;
  const passwordHash = await sharedHash;
  const user = await insertUser(orm, { id: newId("user"), email, name, passwordHash });
  if (user === undefined) throw new Error(`There is a ${name} already.`);
  return signedIn({ id: user.id, email, name, address: `203.0.113.${++people % 256}` });
}

/** The person, signed in in one more browser. */
export async function signedIn(person: Person): Promise<Person> {
  const userSessionId = await openUserSession(person, { method: "password", userAgent: "test" });
  return { ...person, userSessionId };
}

export async function newKey(owner: UserActor, ...scopes: ApiKeyScope[]): Promise<string> {
  const { secret } = await createApiKey(owner, { name: scopes.join("+"), scopes, expiresAt: null });
  return secret;
}
