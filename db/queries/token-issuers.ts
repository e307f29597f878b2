import { and, asc, count, eq, gt } from "drizzle-orm";
import type { Sql } from "postgres";
import type { ListenerPolicy } from "#core/listener-policy.ts";
import type { IssuerKey, TokenAlgorithm } from "#core/token.ts";
import type { Orm } from "../client.ts";
import { type TokenIssuer, tokenIssuers } from "../schema/index.ts";

/** One page by id, that is oldest first. */
export function listTokenIssuers(
  orm: Orm,
  tenantId: string,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<TokenIssuer[]> {
  return orm
    .select()
    .from(tokenIssuers)
    .where(and(eq(tokenIssuers.tenantId, tenantId), after === undefined ? undefined : gt(tokenIssuers.id, after)))
    .orderBy(asc(tokenIssuers.id))
    .limit(limit);
}

export async function findTokenIssuer(orm: Orm, tenantId: string, id: string): Promise<TokenIssuer | undefined> {
  const [row] = await orm.select().from(tokenIssuers).where(isIssuer(tenantId, id));
  return row;
}

/** As findTokenIssuer; nobody else changes it until this transaction ends. */
export async function lockTokenIssuer(orm: Orm, tenantId: string, id: string): Promise<TokenIssuer | undefined> {
  const [row] = await orm.select().from(tokenIssuers).where(isIssuer(tenantId, id)).for("update");
  return row;
}

export async function countTokenIssuers(orm: Orm, tenantId: string): Promise<number> {
  const [row] = await orm.select({ count: count() }).from(tokenIssuers).where(eq(tokenIssuers.tenantId, tenantId));
  return row?.count ?? 0;
}

/** Returns undefined when the tenant has an issuer of this `iss` already. */
export async function insertTokenIssuer(
  orm: Orm,
  issuer: typeof tokenIssuers.$inferInsert,
): Promise<TokenIssuer | undefined> {
  const [row] = await orm.insert(tokenIssuers).values(issuer).onConflictDoNothing().returning();
  return row;
}

export async function updateTokenIssuer(
  orm: Orm,
  tenantId: string,
  id: string,
  change: Partial<typeof tokenIssuers.$inferInsert>,
): Promise<TokenIssuer> {
  const [row] = await orm.update(tokenIssuers).set(change).where(isIssuer(tenantId, id)).returning();
  if (row === undefined) throw new Error("the token issuer was locked and is gone");
  return row;
}

/** False when there is none. */
export async function deleteTokenIssuer(orm: Orm, tenantId: string, id: string): Promise<TokenIssuer | undefined> {
  const [row] = await orm.delete(tokenIssuers).where(isIssuer(tenantId, id)).returning();
  return row;
}

function isIssuer(tenantId: string, id: string) {
  return and(eq(tokenIssuers.tenantId, tenantId), eq(tokenIssuers.id, id));
}

/** What the broker needs of an issuer to judge its tokens. */
export interface IdentityIssuer {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly issuer: string;
  readonly audience: string | null;
  readonly algorithms: readonly TokenAlgorithm[];
  readonly jwksUrl: string | null;
  readonly keys: readonly IssuerKey[];
  readonly clockSkewSeconds: number;
  readonly deviceClaim: string;
  readonly deviceBy: TokenIssuer["deviceBy"];
  readonly rightsClaim: string | null;
  readonly rightsMode: TokenIssuer["rightsMode"];
  readonly enabled: boolean;
  readonly version: number;
}

/** Asked as the owner, for a CONNECT: whose `iss` this is in the tenant; undefined when nobody's. */
export async function findIdentityIssuer(
  sql: Sql,
  tenantId: string,
  issuer: string,
): Promise<IdentityIssuer | undefined> {
  const [row] = await sql<IdentityIssuer[]>`
    select ${issuerColumns(sql)} from token_issuers i where i.tenant_id = ${tenantId} and i.issuer = ${issuer}`;
  return row;
}

/** What decides, beside secrets, whether those who are in may stay. */
export interface SignInTerms {
  readonly listenerPolicy: ListenerPolicy | null;
  readonly issuers: ReadonlyMap<string, IdentityIssuer>;
}

/** For connections that are open while something changes. */
export async function readSignInTerms(sql: Sql, tenantId: string): Promise<SignInTerms> {
  const [policy] = await sql<{ policy: ListenerPolicy }[]>`
    select p.policy from listener_policies p where p.tenant_id = ${tenantId}`;
  const issuers = await sql<IdentityIssuer[]>`
    select ${issuerColumns(sql)} from token_issuers i where i.tenant_id = ${tenantId}`;
  return { listenerPolicy: policy?.policy ?? null, issuers: new Map(issuers.map((issuer) => [issuer.id, issuer])) };
}

/** Of the row `i` of token_issuers. */
function issuerColumns(sql: Sql) {
  return sql`i.id, i.tenant_id as "tenantId", i.name, i.issuer, i.audience, i.algorithms, i.jwks_url as "jwksUrl",
    i.keys, i.clock_skew_seconds as "clockSkewSeconds", i.device_claim as "deviceClaim", i.device_by as "deviceBy",
    i.rights_claim as "rightsClaim", i.rights_mode as "rightsMode", i.enabled, i.version`;
}
