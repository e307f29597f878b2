import type { ISql, PendingQuery, Row, Sql } from "postgres";
import type { ListenerPolicy } from "#core/listener-policy.ts";
import type { MemberRole, RuleRow } from "../schema/index.ts";
import { EFFECTIVE_ROLES } from "./effective-roles.ts";
import { ANONYMOUS_ROLE } from "./tenants.ts";

/**
 * What the broker asks about a CONNECT: one statement each, written by hand, because a reconnect storm asks it
 * thousands of times a second and the driver prepares a tagged template only once. Asked as the owner of the tables:
 * nothing is known of the caller yet.
 */

/** A line of a role, with the role's name. */
export type IdentityRule = Pick<RuleRow, "position" | "effect" | "action" | "filter" | "retainAllowed"> & {
  readonly roleName: string;
  readonly qosMax: 0 | 1 | 2;
};

export interface IdentityCredential {
  readonly id: string;
  /** HMAC-SHA-256 of the secret, in hex. */
  readonly secretHash: string;
  /** As formatScramVerifier wrote it; null when there is none. */
  readonly scramVerifier: string | null;
  /** Null: does not expire. */
  readonly expiresAtMs: number | null;
}

export interface IdentityDevice {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Its own, by name; empty for most. */
  readonly limits: Readonly<Record<string, number>>;
  /** Those that are not revoked; expired ones are among them. */
  readonly credentials: readonly IdentityCredential[];
  readonly rules: readonly IdentityRule[];
}

/** What a role would be. */
export interface ImaginedRole {
  readonly id: string;
  readonly rules: readonly IdentityRule[];
}

/** The tenant that a CONNECT names. */
export interface IdentityTenant {
  readonly tenantId: string;
  readonly tenantSlug: string;
  /** Null: the tenant has the default. */
  readonly listenerPolicy: ListenerPolicy | null;
}

export interface DeviceIdentity extends IdentityTenant {
  /** Null when the tenant has no device of this name. */
  readonly device: IdentityDevice | null;
}

/** Whom a CONNECT names. */
export interface DeviceName {
  readonly tenantSlug: string;
  readonly deviceName: string;
}

/** The devices of these names, each at the place of its name; undefined where there is no such tenant. */
export async function findDeviceIdentities(
  sql: Sql,
  names: readonly DeviceName[],
): Promise<(DeviceIdentity | undefined)[]> {
  const rows = await sql<(DeviceIdentity & { place: number })[]>`
    select asked.place::int - 1 as place, ${tenantColumns(sql)}, ${deviceObject(sql)} as device
    from unnest(${names.map(({ tenantSlug }) => tenantSlug)}::text[], ${names.map(({ deviceName }) => deviceName)}::text[])
        with ordinality as asked(slug, device_name, place)
      join tenants t on t.slug = asked.slug
      left join devices d on d.tenant_id = t.id and d.name = asked.device_name`;
  const found: (DeviceIdentity | undefined)[] = Array.from(names, () => undefined);
  for (const { place, ...identity } of rows) found[place] = identity;
  return found;
}

/** As findDeviceIdentity, by the device's id. */
export async function findDeviceIdentityById(
  sql: Sql,
  tenantSlug: string,
  deviceId: string,
): Promise<DeviceIdentity | undefined> {
  const [row] = await sql<DeviceIdentity[]>`
    select ${tenantColumns(sql)}, ${deviceObject(sql)} as device
    from tenants t left join devices d on d.tenant_id = t.id and d.id = ${deviceId}
    where t.slug = ${tenantSlug}`;
  return row;
}

/** The tenant alone, before it is known of which device it will be asked. */
export async function findIdentityTenant(sql: Sql, tenantSlug: string): Promise<IdentityTenant | undefined> {
  const [row] = await sql<IdentityTenant[]>`
    select ${tenantColumns(sql)} from tenants t where t.slug = ${tenantSlug}`;
  return row;
}

export interface AnonymousIdentity extends IdentityTenant {
  readonly rules: readonly IdentityRule[];
}

/** What clients without a username may do in this tenant. */
export async function findAnonymousIdentity(sql: Sql, tenantSlug: string): Promise<AnonymousIdentity | undefined> {
  const [row] = await sql<AnonymousIdentity[]>`
    select ${tenantColumns(sql)}, coalesce((
      select json_agg(${ruleObject(sql)} order by ru.position)
      from roles r join rules ru on ru.tenant_id = r.tenant_id and ru.role_id = r.id
      where r.tenant_id = t.id and r.name = ${ANONYMOUS_ROLE}), '[]') as rules
    from tenants t where t.slug = ${tenantSlug}`;
  return row;
}

export interface ConsoleIdentity extends DeviceIdentity {
  /** The member's, as of now. */
  readonly memberRole: MemberRole;
}

/**
 * A member's tenant, and the device that the member acts as, if any; undefined when the user is no member of it, or not
 * signed in there any more.
 */
export async function findConsoleIdentity(
  sql: Sql,
  { tenantId, userId, userSessionId }: { tenantId: string; userId: string; userSessionId: string },
  deviceId: string | null,
): Promise<ConsoleIdentity | undefined> {
  const [row] = await sql<ConsoleIdentity[]>`
    select ${tenantColumns(sql)}, m.role as "memberRole", ${deviceObject(sql)} as device
    from tenants t
    join memberships m on m.tenant_id = t.id and m.user_id = ${userId}
    join user_sessions s on s.id = ${userSessionId} and s.user_id = m.user_id
      and s.ended_at is null and s.expires_at > now()
    left join devices d on d.tenant_id = t.id and d.id = ${deviceId}
    where t.id = ${tenantId}`;
  return row;
}

export interface ConsoleMember {
  readonly userId: string;
  readonly memberRole: MemberRole;
  /** Of those asked for, where the person is still signed in. */
  readonly userSessionIds: readonly string[];
}

/** Of these people those who are members of the tenant. */
export async function listConsoleMembers(
  sql: Sql,
  tenantId: string,
  { userIds, userSessionIds }: { userIds: readonly string[]; userSessionIds: readonly string[] },
): Promise<ConsoleMember[]> {
  return sql<ConsoleMember[]>`
    select m.user_id as "userId", m.role as "memberRole", array(
      select s.id from user_sessions s where s.id = any(${[...userSessionIds]}) and s.user_id = m.user_id
        and s.ended_at is null and s.expires_at > now()) as "userSessionIds"
    from memberships m where m.tenant_id = ${tenantId} and m.user_id = any(${[...userIds]})`;
}

/**
 * These devices as they are now; a deleted one is missing. For connections that are open while something changes:
 * thousands of devices share some roles, so each role's rules are fetched once, and devices with the same roles share
 * one array. 10 000 devices, each in 10 of 100 groups, take 0.4 s so, and 1.6 s with the rules of each.
 * @param imagined a role with other rules than it has
 */
export async function listIdentityDevices(
  sql: ISql,
  tenantId: string,
  deviceIds: readonly string[],
  imagined?: ImaginedRole,
): Promise<IdentityDevice[]> {
  const [found] = await sql<[{ devices: DeviceWithRoleIds[]; rules: Record<string, IdentityRule[]> }]>`
    select
      coalesce((
        select json_agg(${deviceObject(
          sql,
          sql`'roleIds', coalesce((
          select json_agg(er.role_id order by er.ordinal) from (${sql.unsafe(EFFECTIVE_ROLES)}) er), '[]')`,
        )})
        from devices d where d.tenant_id = ${tenantId} and d.id = any(${[...deviceIds]})), '[]') as devices,
      coalesce((
        select json_object_agg(one.id, one.rules) from (
          select r.id, json_agg(${ruleObject(sql)} order by ru.position) as rules
          from roles r join rules ru on ru.tenant_id = r.tenant_id and ru.role_id = r.id
          where r.tenant_id = ${tenantId} group by r.id) one), '{}') as rules`;
  if (imagined !== undefined) found.rules[imagined.id] = [...imagined.rules];
  const lists = new Map<string, readonly IdentityRule[]>();
  return found.devices.map(({ roleIds, ...device }) => {
    const key = roleIds.join();
    const rules = lists.get(key) ?? roleIds.flatMap((id) => found.rules[id] ?? []);
    lists.set(key, rules);
    return { ...device, rules };
  });
}

/** Of the row `t` of tenants. */
export function tenantColumns(sql: Sql) {
  return sql`t.id as "tenantId", t.slug as "tenantSlug",
    (select p.policy from listener_policies p where p.tenant_id = t.id) as "listenerPolicy"`;
}

type DeviceWithRoleIds = Omit<IdentityDevice, "rules"> & { readonly roleIds: readonly string[] };

/** Of the row `d` of devices; null when there is none. */
export function deviceObject(sql: ISql, rights: PendingQuery<Row[]> = rulesOf(sql)) {
  return sql`case when d.id is not null then json_build_object(
    'id', d.id,
    'name', d.name,
    'enabled', d.status = 'enabled',
    'labels', d.labels,
    'limits', coalesce((select l.limits from device_limits l
      where l.tenant_id = d.tenant_id and l.device_id = d.id), '{}'),
    'credentials', coalesce((
      select json_agg(json_build_object(
        'id', c.id,
        'secretHash', encode(c.secret_hash, 'hex'),
        'scramVerifier', c.scram_verifier,
        'expiresAtMs', floor(extract(epoch from c.expires_at) * 1000)))
      from device_credentials c
      where c.tenant_id = d.tenant_id and c.device_id = d.id and c.revoked_at is null), '[]'),
    ${rights}) end`;
}

/** The rules of the roles of the row `d` of devices: 0.2 ms with 100 groups, of which it is in 10. */
function rulesOf(sql: ISql) {
  return sql`'rules', coalesce((
    select json_agg(${ruleObject(sql)} order by er.ordinal, ru.position)
    from (${sql.unsafe(EFFECTIVE_ROLES)}) er
    join roles r on r.tenant_id = d.tenant_id and r.id = er.role_id
    join rules ru on ru.tenant_id = r.tenant_id and ru.role_id = r.id), '[]')`;
}

/** Of the rows `r` of roles and `ru` of rules. */
function ruleObject(sql: ISql) {
  return sql`json_build_object('roleName', r.name, 'position', ru.position, 'effect', ru.effect, 'action', ru.action,
    'filter', ru.filter, 'qosMax', ru.qos_max, 'retainAllowed', ru.retain_allowed)`;
}
