import { redirect } from "next/navigation";
import { currentPerson } from "./_auth/access.ts";
import { listTenants } from "./_services/tenants/list-tenants.ts";

/** The door: whoever is signed in goes to their tenant, everyone else to sign in. */
export default async function RootPage() {
  const person = await currentPerson();
  if (person === undefined) redirect("/sign-in");
  const first = (await listTenants(person.id))[0];
  redirect(first === undefined ? "/new" : `/${first.tenant.slug}`);
}
