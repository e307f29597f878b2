import { and, asc, desc, eq, gt, ilike, lt, or, type SQL, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type Device, devices } from "../schema/index.ts";

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

export interface DevicePage {
  readonly sort: DeviceSort;
  /** The name or id (whichever is sorted by) of the last row of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Part of the name or description, any case; or a whole id. */
  readonly search?: string | undefined;
  /** Exactly this name. */
  readonly name?: string | undefined;
  readonly status?: Device["status"] | undefined;
}

/** One keyset page: rows inserted or deleted meanwhile never shift it. */
export function listDevices(orm: Orm, tenantId: string, page: DevicePage): Promise<Device[]> {
  const column = page.sort === "name" || page.sort === "-name" ? devices.name : devices.id;
  const [order, beyond] = page.sort.startsWith("-") ? ([desc, lt] as const) : ([asc, gt] as const);
  return orm
    .select()
    .from(devices)
    .where(
      and(
        eq(devices.tenantId, tenantId),
        page.name === undefined ? undefined : eq(devices.name, page.name),
        page.status === undefined ? undefined : eq(devices.status, page.status),
        page.search === undefined ? undefined : matches(page.search),
        page.after === undefined ? undefined : beyond(column, page.after),
      ),
    )
    .orderBy(order(column))
    .limit(page.limit);
}

function matches(search: string): SQL | undefined {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  return or(ilike(devices.name, pattern), ilike(devices.description, pattern), eq(devices.id, search));
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

/** Its credentials and its roles' places go with it. */
export async function deleteDevice(orm: Orm, tenantId: string, id: string): Promise<Device | undefined> {
  const [row] = await orm.delete(devices).where(deviceIs(tenantId, id)).returning();
  return row;
}

function deviceIs(tenantId: string, id: string): SQL | undefined {
  return and(eq(devices.tenantId, tenantId), eq(devices.id, id));
}
