import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { listTenantIdsOfUser } from "#db/queries/memberships.ts";
import { audit, type PersonalAction } from "./audit.ts";
import type { Person } from "./users/person.ts";

export interface PersonalChange {
  readonly action: PersonalAction;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
  /** Have brokers and consoles look again at what the person has open. */
  readonly acts?: boolean;
}

/**
 * Writes down what became of a person's account in the log of every tenant that the person is a member of: an account
 * opens all of them, so all of their owners must see it. Runs as the owner of the tables.
 */
export async function auditPerson(orm: Orm, person: Person, { acts, ...change }: PersonalChange): Promise<void> {
  const author = { kind: "user", id: person.id, label: person.email, address: person.address } as const;
  const target = { kind: "person", id: person.id, label: person.email };
  for (const tenantId of await listTenantIdsOfUser(orm, person.id)) {
    await audit(orm, { ...author, tenantId }, { ...change, target });
    if (acts === true) await notifyChange(orm, { tenantId, kind: "member", id: person.id });
  }
}
