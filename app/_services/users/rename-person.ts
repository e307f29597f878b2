import { findUser, updateUser } from "#db/queries/users.ts";
import { auditPerson } from "../audit-person.ts";
import { services } from "../database.ts";
import type { Person } from "./person.ts";

/** Gives the person another name, which all of their tenants see. */
export async function renamePerson(person: Person, name: string): Promise<void> {
  await services().database.transaction(async (orm) => {
    const user = await findUser(orm, person.id);
    if (user === undefined || user.name === name) return;
    await updateUser(orm, person.id, { name });
    await auditPerson(orm, person, { action: "person.rename", before: { name: user.name }, after: { name } });
  });
}
