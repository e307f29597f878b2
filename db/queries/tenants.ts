import { and, eq, lte, sql } from "drizzle-orm";
import { newId } from "#core/ids.ts";
import { allow, READ_STATISTICS } from "#core/role-templates.ts";
import type { Orm } from "../client.ts";
import { memberships, type Role, roles, roleVersions, rules, type Tenant, tenants } from "../schema/index.ts";

/** What a tenant starts with. */
const STARTING_ROLES = [
  {
    name: "own-subtree",
    description: "Everything below the device's own name.",
    rules: [allow("both", "${device}/#")],
  },
  {
    name: "whole-tenant",
    description: "Every topic of the tenant.",
    rules: [allow("both", "#"), READ_STATISTICS],
  },
  {
    name: "read-only",
    description: "Subscribes to every topic, publishes to none.",
    rules: [allow("subscribe", "#"), READ_STATISTICS],
  },
  {
    name: "anonymous",
    description: "Clients that connect without a username.",
    rules: [allow("both", "#")],
  },
] as const;

export type StartingRole = (typeof STARTING_ROLES)[number]["name"];
/** What a device gets when no role is named. */
export const DEFAULT_DEVICE_ROLE: StartingRole = "own-subtree";
export const ANONYMOUS_ROLE: StartingRole = "anonymous";

/** Whether a role is described as it was when it was made with its tenant: then the console says it in any language. */
export function hasStartingDescription({ name, description }: Pick<Role, "name" | "description">): boolean {
  return STARTING_ROLES.some((role) => role.name === name && role.description === description);
}

export interface NewTenant {
  readonly slug: string;
  readonly name: string;
  /** Becomes a member with the role `owner`. */
  readonly ownerUserId?: string;
}

/**
 * Makes a tenant with its starting roles. Runs as the owner of the tables, inside a transaction.
 * @throws the driver's unique violation (23505, `tenants_slug_key`) when the slug is taken
 */
export async function createTenant(orm: Orm, { slug, name, ownerUserId }: NewTenant): Promise<Tenant> {
  const [tenant] = await orm
    .insert(tenants)
    .values({ id: newId("tenant"), slug, name })
    .returning();
  if (tenant === undefined) throw new Error("insert returned no row");
  const tenantId = tenant.id;
  const starting = STARTING_ROLES.map((role) => ({ ...role, id: newId("role") }));
  await orm
    .insert(roles)
    .values(starting.map(({ id, name, description }) => ({ tenantId, id, name, description, builtIn: true })));
  await orm
    .insert(rules)
    .values(
      starting.flatMap(({ id, rules }) =>
        rules.map((rule, index) => ({ tenantId, roleId: id, position: index + 1, ...rule })),
      ),
    );
  await orm.insert(roleVersions).values(
    starting.map(({ id, rules }) => ({
      tenantId,
      roleId: id,
      version: 1,
      rules,
      actorKind: "system" as const,
      actorLabel: "Hato",
    })),
  );
  if (ownerUserId !== undefined) {
    await orm.insert(memberships).values({ tenantId, userId: ownerUserId, role: "owner" });
  }
  return tenant;
}

export async function findTenantBySlug(orm: Orm, slug: string): Promise<Tenant | undefined> {
  const [tenant] = await orm.select().from(tenants).where(eq(tenants.slug, slug)).limit(1);
  return tenant;
}

/** Nobody else who locks the tenant goes on until this transaction ends. */
export async function lockTenant(orm: Orm, id: string): Promise<void> {
  await orm.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, id)).for("update");
}

export async function findTenant(orm: Orm, id: string): Promise<Tenant | undefined> {
  const [tenant] = await orm.select().from(tenants).where(eq(tenants.id, id)).limit(1);
  return tenant;
}

/** The tenant as nobody else changes it until this transaction ends. */
export async function holdTenant(orm: Orm, id: string): Promise<Tenant | undefined> {
  const [tenant] = await orm.select().from(tenants).where(eq(tenants.id, id)).for("update");
  return tenant;
}

export async function updateTenant(
  orm: Orm,
  id: string,
  change: Partial<Pick<Tenant, "name" | "deletionDueAt">>,
): Promise<Tenant | undefined> {
  const [tenant] = await orm.update(tenants).set(change).where(eq(tenants.id, id)).returning();
  return tenant;
}

/** What a tenant may have very much of; each refers to it. */
const BULK = ["retained", "sessions", "audit", "usage", "devices"] as const;

/**
 * Deletes so many rows of tenants whose time has come: in one piece with the tenant they would be locked for as long as
 * that takes, and the journal, which writes for all tenants, would wait for them.
 */
export async function deleteDueRows(orm: Orm, now: Date, limit: number): Promise<number> {
  let deleted = 0;
  for (const table of BULK) {
    const { count } = (await orm.execute(sql`
      delete from ${sql.identifier(table)} where ctid = any(array(
        select row.ctid from tenants t, lateral (
          select x.ctid from ${sql.identifier(table)} x where x.tenant_id = t.id limit ${limit}) row
        where t.deletion_due_at <= ${now.toISOString()}::timestamptz limit ${limit}))`)) as { count?: number };
    deleted += count ?? 0;
  }
  return deleted;
}

/**
 * Deletes one tenant whose time has come, with all that belongs to it, as the owner of the tables. What the journal
 * keeps of it without a reference (messages, deliveries) goes once the broker has ended its sessions.
 */
export async function deleteDueTenant(orm: Orm, now: Date): Promise<Tenant | undefined> {
  const due = orm
    .select({ id: tenants.id })
    .from(tenants)
    .where(lte(tenants.deletionDueAt, now))
    .limit(1)
    .for("update", { skipLocked: true });
  const [tenant] = await orm
    .delete(tenants)
    .where(and(eq(tenants.id, due), lte(tenants.deletionDueAt, now)))
    .returning();
  return tenant;
}
