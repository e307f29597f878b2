import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "../_services/actor.ts";
import { ApiError } from "../_services/errors.ts";
import { enterTenant } from "../_services/tenants/enter-tenant.ts";
import type { Person } from "../_services/users/person.ts";
import { auth, personOf } from "./session.ts";

/** Who is signed in, or undefined. Asked once per request. */
export const currentPerson = cache(async (): Promise<Person | undefined> => personOf(await auth()));

/** Who is signed in; whoever is not is sent to sign in and comes back afterwards. */
export async function requirePerson(returnTo: string): Promise<Person> {
  const person = await currentPerson();
  if (person === undefined) redirect(`/sign-in?next=${encodeURIComponent(returnTo)}`);
  return person;
}

/**
 * The signed-in person as a member of the tenant in the URL: the first line of every page and every action of the
 * console. A tenant that is not there and a tenant that is somebody else's end in the same page.
 */
export const enter = cache(async (tenantSlug: string): Promise<UserActor> => {
  const person = await requirePerson(`/${tenantSlug}`);
  return orNotFound(() => enterTenant(person, tenantSlug));
});

/** Runs a use case; "there is no such thing" becomes the not-found page. */
export async function orNotFound<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_found") notFound();
    throw error;
  }
}
