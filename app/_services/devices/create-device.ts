import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { insertDevice } from "#db/queries/devices.ts";
import { findRolesByName, insertDeviceRoles } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, type Issue, taken } from "../errors.ts";
import type { CreateDeviceInput, DeviceView, NewCredentialView } from "./device.ts";
import { newCredential } from "./new-credential.ts";
import { presentDevice } from "./present-device.ts";

/**
 * Makes a device with its first credential.
 * @throws ApiError conflict when the name is taken, invalid_request when a role does not exist
 */
export async function createDevice(
  actor: Actor,
  input: CreateDeviceInput,
): Promise<{ device: DeviceView; credential: NewCredentialView }> {
  requirePermission(actor, "devices.write");
  return services().database.asTenant(actor.tenantId, (orm) => createDeviceIn(orm, actor, input));
}

/** The same inside a transaction of the caller's, who has checked the right to it. */
export async function createDeviceIn(
  orm: Orm,
  actor: Actor,
  input: CreateDeviceInput,
): Promise<{ device: DeviceView; credential: NewCredentialView }> {
  const { tenantId } = actor;
  const roleIds = await roleIdsOf(orm, tenantId, input.roles);
  const device = await insertDevice(orm, {
    tenantId,
    id: newId("device"),
    name: input.name,
    description: input.description,
    labels: input.labels,
  });
  if (device === undefined) throw taken(["name"], "This name is taken by another device.");
  await insertDeviceRoles(orm, tenantId, device.id, roleIds);
  const credential = await newCredential(orm, actor, device);
  await audit(orm, actor, {
    action: "device.create",
    target: { kind: "device", id: device.id, label: device.name },
    after: { ...input, credentialId: credential.id },
  });
  await notifyChange(orm, { tenantId, kind: "device", id: device.id });
  // Nobody knows the secret yet, so nobody can be connected with it.
  return { device: presentDevice(actor, device, input.roles, { status: "offline" }), credential };
}

async function roleIdsOf(orm: Orm, tenantId: string, names: readonly string[]): Promise<string[]> {
  const found = new Map((await findRolesByName(orm, tenantId, names)).map((role) => [role.name, role.id]));
  const ids: string[] = [];
  const issues: Issue[] = [];
  for (const [index, name] of names.entries()) {
    const id = found.get(name);
    if (id === undefined) issues.push({ path: ["roles", index], code: "unknown", message: "There is no such role." });
    else ids.push(id);
  }
  if (issues.length > 0) throw new ApiError("invalid_request", "There is no such role.", { issues });
  return ids;
}
