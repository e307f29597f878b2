import { sql } from "drizzle-orm";
import type { Config } from "#core/config.ts";
import { newId } from "#core/ids.ts";
import { API_KEY_SCOPES } from "#core/permissions.ts";
import type { Database, Orm } from "#db/client.ts";
import { hashPassword } from "#db/passwords.ts";
import { findApiKeyByHash, insertApiKey } from "#db/queries/api-keys.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { insertMembership } from "#db/queries/memberships.ts";
import { createTenant, findTenantBySlug } from "#db/queries/tenants.ts";
import { findUserByEmail, insertUser } from "#db/queries/users.ts";
import type { Tenant, User } from "#db/schema/index.ts";
import { hashSecret, type Keys, secretPrefix } from "#db/secrets.ts";
import { StartError } from "./start-error.ts";

/** So that of brokers that start at once one does it, and the others find it done. */
const BOOTSTRAP_LOCK = 0x626f6f74;

/**
 * Makes what the configuration names and the database has not: the first owner, their tenant and an API key
 * (BOOTSTRAP_*), and the anonymous tenant. What is there already stays as it is, a changed password included.
 */
export async function bootstrap(
  database: Database,
  keys: Pick<Keys, "apiKey">,
  config: Pick<Config, "bootstrap" | "anonymousTenant">,
): Promise<void> {
  const { email, password, tenant: slug, apiKey } = config.bootstrap;
  if (email === undefined && slug === undefined && config.anonymousTenant === undefined) return;
  await database.transaction(async (orm) => {
    await orm.execute(sql`select pg_advisory_xact_lock(${BOOTSTRAP_LOCK})`);
    const user = email === undefined || password === undefined ? undefined : await keepUser(orm, email, password);
    const tenant = slug === undefined ? undefined : await keepTenant(orm, slug);
    if (user !== undefined && tenant !== undefined) {
      await insertMembership(orm, { tenantId: tenant.id, userId: user.id, role: "owner" });
    }
    if (tenant !== undefined && apiKey !== undefined) await keepApiKey(orm, tenant, apiKey, keys);
    if (config.anonymousTenant !== undefined) await keepTenant(orm, config.anonymousTenant);
  });
}

async function keepUser(orm: Orm, email: string, password: string): Promise<User> {
  const found = await findUserByEmail(orm, email);
  if (found !== undefined) return found;
  const made = await insertUser(orm, {
    id: newId("user"),
    email,
    passwordHash: await hashPassword(password),
    // Whoever runs this Hato says whose it is.
    emailVerifiedAt: new Date(),
  });
  if (made === undefined) throw new Error("the user was made by somebody else meanwhile");
  return made;
}

async function keepTenant(orm: Orm, slug: string): Promise<Tenant> {
  const found = await findTenantBySlug(orm, slug);
  if (found !== undefined) return found;
  const tenant = await createTenant(orm, { slug, name: slug });
  await audit(orm, tenant, { action: "tenant.create", kind: "tenant", id: tenant.id, label: slug });
  return tenant;
}

async function keepApiKey(orm: Orm, tenant: Tenant, apiKey: string, keys: Pick<Keys, "apiKey">): Promise<void> {
  const keyHash = hashSecret(keys.apiKey, apiKey);
  const found = await findApiKeyByHash(orm, keyHash);
  if (found?.key.tenantId === tenant.id) return;
  if (found !== undefined) {
    throw new StartError(`BOOTSTRAP_API_KEY: the tenant "${found.tenantSlug}" has this key already: choose another`);
  }
  const row = await insertApiKey(orm, {
    tenantId: tenant.id,
    id: newId("apiKey"),
    name: "bootstrap",
    keyHash,
    keyPrefix: secretPrefix(apiKey),
    scopes: [...API_KEY_SCOPES],
  });
  await audit(orm, tenant, { action: "apiKey.create", kind: "apiKey", id: row.id, label: row.name });
}

function audit(
  orm: Orm,
  tenant: Tenant,
  { action, kind, id, label }: { action: string; kind: string; id: string; label: string },
): Promise<void> {
  return insertAuditEntry(orm, {
    tenantId: tenant.id,
    id: newId("audit"),
    actorKind: "system",
    actorLabel: "bootstrap",
    action,
    targetKind: kind,
    targetId: id,
    targetLabel: label,
  });
}
