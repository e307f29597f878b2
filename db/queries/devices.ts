import { and, asc, desc, eq, gt, inArray, like, lt, or, type SQL, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type Device, devices, roles } from "../schema/index.ts";

/** Returns undefined when the tenant has a device of that name. */
export async function insertDevice(orm: Orm, device: typeof devices.$inferInsert): Promise<Device | undefined> {
  const [row] = await orm
    .insert(devices)
    .values(device)
    .onConflictDoNothing({ target: [devices.tenantId, devices.name] })
    .returning();
  return row;
}

export async function findDevice(orm: Orm, tenantId: string, id: string): Promise<Device | undefined> {
  const [row] = await orm.select().from(devices).where(deviceIs(tenantId, id));
  return row;
}

/** As findDevice, and holds the row against other writers until the transaction ends. */
export async function lockDevice(orm: Orm, tenantId: string, id: string): Promise<Device | undefined> {
  const [row] = await orm.select().from(devices).where(deviceIs(tenantId, id)).for("update");
  return row;
}

export type DeviceSort = "name" | "-name" | "id" | "-id";

/** Which devices are meant; what is left out asks for nothing. */
export interface DeviceFilter {
  /** Part of the name or description, any case; or a whole id. */
  readonly search?: string | undefined;
  /** Exactly this name. */
  readonly name?: string | undefined;
  readonly status?: Device["status"] | undefined;
  /** All of these labels. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The name of a role it carries itself. */
  readonly role?: string | undefined;
  readonly ids?: readonly string[] | undefined;
}

export interface DevicePage extends DeviceFilter {
  readonly sort: DeviceSort;
  /** The name or id (whichever is sorted by) of the last row of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** One keyset page: rows inserted or deleted meanwhile never shift it. */
export async function listDevices(orm: Orm, tenantId: string, page: DevicePage): Promise<Device[]> {
  const column = page.sort === "name" || page.sort === "-name" ? devices.name : devices.id;
  const [order, beyond] = page.sort.startsWith("-") ? ([desc, lt] as const) : ([asc, gt] as const);
  return orm
    .select()
    .from(devices)
    .where(and(await fits(orm, tenantId, page), page.after === undefined ? undefined : beyond(column, page.after)))
    .orderBy(order(column))
    .limit(page.limit);
}

/** How many there are, counted up to `max`: a list says "100 000 and more" rather than making people wait. */
export async function countDevices(orm: Orm, tenantId: string, filter: DeviceFilter, max: number): Promise<number> {
  const found = orm
    .select({ one: sql`1` })
    .from(devices)
    .where(await fits(orm, tenantId, filter))
    .limit(max)
    .as("found");
  const [row] = await orm.select({ count: sql<number>`count(*)::int` }).from(found);
  return row?.count ?? 0;
}

/** Those of these names, with their ids. */
export function listDevicesByName(
  orm: Orm,
  tenantId: string,
  names: readonly string[],
): Promise<{ id: string; name: string }[]> {
  return orm
    .select({ id: devices.id, name: devices.name })
    .from(devices)
    .where(and(eq(devices.tenantId, tenantId), inArray(devices.name, [...names])));
}

async function fits(orm: Orm, tenantId: string, filter: DeviceFilter): Promise<SQL | undefined> {
  const { search, name, status, labels, role, ids } = filter;
  return and(
    eq(devices.tenantId, tenantId),
    name === undefined ? undefined : eq(devices.name, name),
    status === undefined ? undefined : eq(devices.status, status),
    search === undefined ? undefined : matches(search),
    labels === undefined ? undefined : sql`${devices.labels} @> ${JSON.stringify(labels)}::jsonb`,
    role === undefined ? undefined : await carries(orm, tenantId, role),
    ids === undefined ? undefined : inArray(devices.id, [...ids]),
  );
}

/** Carriers of a role that are gathered first; of more, the pages' order finds enough of them soon. */
const FEW_CARRIERS_MAX = 20_000;

/**
 * That a device carries this role. PostgreSQL takes a role for evenly spread over the order of the page; where it is
 * rare and not, that cost 250 ms of 100 000 devices, and gathering the 10 000 carriers first costs 60.
 */
async function carries(orm: Orm, tenantId: string, roleName: string): Promise<SQL> {
  const [role] = await orm
    .select({ id: roles.id })
    .from(roles)
    .where(and(eq(roles.tenantId, tenantId), eq(roles.name, roleName)));
  if (role === undefined) return sql`false`;
  const [few] = await orm.execute<{ yes: boolean }>(sql`select count(*) <= ${FEW_CARRIERS_MAX} as yes from (
    select from device_roles where tenant_id = ${tenantId} and role_id = ${role.id} limit ${FEW_CARRIERS_MAX + 1}) found`);
  return few?.yes
    ? sql`${devices.id} = any(array(
        select device_id from device_roles where tenant_id = ${tenantId} and role_id = ${role.id}))`
    : sql`exists (select from device_roles c
        where c.tenant_id = ${tenantId} and c.device_id = ${devices.id} and c.role_id = ${role.id})`;
}

function matches(search: string): SQL | undefined {
  const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  return or(like(devices.searchText, pattern), eq(devices.id, search));
}

/** Changes what is given and raises the version. */
export async function updateDevice(
  orm: Orm,
  tenantId: string,
  id: string,
  change: Partial<Pick<Device, "description" | "labels" | "status">>,
): Promise<Device | undefined> {
  const [row] = await orm
    .update(devices)
    .set({ ...change, version: sql`${devices.version} + 1`, updatedAt: sql`now()` })
    .where(deviceIs(tenantId, id))
    .returning();
  return row;
}

/** Those that exist of these ids. */
export function listDevicesById(orm: Orm, tenantId: string, ids: readonly string[]): Promise<Device[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return orm
    .select()
    .from(devices)
    .where(and(eq(devices.tenantId, tenantId), inArray(devices.id, [...ids])));
}

/** Its credentials and its roles' places go with it. */
export async function deleteDevice(orm: Orm, tenantId: string, id: string): Promise<Device | undefined> {
  const [row] = await orm.delete(devices).where(deviceIs(tenantId, id)).returning();
  return row;
}

function deviceIs(tenantId: string, id: string): SQL | undefined {
  return and(eq(devices.tenantId, tenantId), eq(devices.id, id));
}

/** The ids that follow this one, in their order; for work that goes through all devices. */
export async function listDeviceIdsAfter(
  orm: Orm,
  tenantId: string,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await orm
    .select({ id: devices.id })
    .from(devices)
    .where(and(eq(devices.tenantId, tenantId), after === undefined ? undefined : gt(devices.id, after)))
    .orderBy(asc(devices.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}
