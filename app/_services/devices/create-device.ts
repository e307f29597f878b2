import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { insertDeviceRoles } from "#db/queries/device-roles.ts";
import { insertDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { taken } from "../errors.ts";
import { roleIdsOf } from "../roles/role-ids-of.ts";
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
  return {
    device: presentDevice(actor, device, input.roles, { status: "offline", asOf: device.createdAt.toISOString() }),
    credential,
  };
}
