import { listDevices } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";

/** The devices before and after one, in the order of their names; undefined at the ends. */
export interface Neighbours {
  readonly previousId: string | undefined;
  readonly nextId: string | undefined;
}

export async function findNeighbours(actor: Actor, deviceName: string): Promise<Neighbours> {
  requirePermission(actor, "devices.read");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const [previous] = await listDevices(orm, tenantId, { sort: "-name", after: deviceName, limit: 1 });
    const [next] = await listDevices(orm, tenantId, { sort: "name", after: deviceName, limit: 1 });
    return { previousId: previous?.id, nextId: next?.id };
  });
}
