import type { Identity, Rule } from "#core/acl.ts";
import { isId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { findDeviceOfCredential } from "#db/queries/device-credentials.ts";
import { listRolesByName, listRolesOfDevice, listRolesOfLabels, type RoleOfDevice } from "#db/queries/device-roles.ts";
import { findDevice } from "#db/queries/devices.ts";
import type { Device } from "#db/schema/index.ts";
import { ApiError, notFound } from "../errors.ts";
import type { AccessSubjectInput } from "./access-question.ts";

/** Whom a question about access is about: what the broker would know of it at CONNECT. */
export interface Subject {
  readonly identity: Identity;
  /** In the order in which they are asked. */
  readonly roles: readonly RoleOfDevice[];
  /** Undefined of an imagined device. */
  readonly status: Device["status"] | undefined;
}

/**
 * Finds the device, or puts the imagined one together, with the roles that it is to have and not to have.
 * @throws ApiError not_found; invalid_request naming a role that is none
 */
export async function findSubject(orm: Orm, tenantId: string, input: AccessSubjectInput): Promise<Subject> {
  const { imagined, clientId, username } = input;
  if (imagined !== undefined) {
    const { device, labels, roles } = imagined;
    const own = await rolesCalled(orm, tenantId, ["imagined", "roles"], roles);
    const given = await listRolesOfLabels(orm, tenantId, labels);
    return {
      identity: identityOf(device, labels, clientId, username),
      roles: await whatIf(orm, tenantId, input, withoutRepeats([...own, ...given])),
      status: undefined,
    };
  }
  const device = await deviceOf(orm, tenantId, input);
  return {
    identity: identityOf(device.name, device.labels, clientId, username),
    roles: await whatIf(orm, tenantId, input, await listRolesOfDevice(orm, tenantId, device.id)),
    status: device.status,
  };
}

/** All rules in the order in which they are asked. */
export function rulesOf({ roles }: Pick<Subject, "roles">): Rule[] {
  return roles.flatMap(({ role, rules }) =>
    rules.map((line, index) => ({ ...line, roleName: role.name, position: index + 1 })),
  );
}

/** A device that says nothing else of itself calls itself by its name; its username is its name too. */
function identityOf(device: string, labels: Identity["labels"], clientId = device, username = device): Identity {
  const orUndefined = (text: string) => (text === "" ? undefined : text);
  return { device: orUndefined(device), clientId: orUndefined(clientId), username: orUndefined(username), labels };
}

async function deviceOf(orm: Orm, tenantId: string, { deviceId, credentialId }: AccessSubjectInput): Promise<Device> {
  if (credentialId !== undefined) {
    const found = isId("credential", credentialId)
      ? await findDeviceOfCredential(orm, tenantId, credentialId)
      : undefined;
    if (found === undefined) throw notFound("credential");
    return found;
  }
  const found =
    deviceId !== undefined && isId("device", deviceId) ? await findDevice(orm, tenantId, deviceId) : undefined;
  if (found === undefined) throw notFound("device");
  return found;
}

/** A role that is added becomes the last of the device's own, before those of its groups. */
async function whatIf(
  orm: Orm,
  tenantId: string,
  { withRoles, withoutRoles }: Pick<AccessSubjectInput, "withRoles" | "withoutRoles">,
  roles: readonly RoleOfDevice[],
): Promise<RoleOfDevice[]> {
  const added = await rolesCalled(orm, tenantId, ["withRoles"], withRoles);
  const own = roles.filter(({ group }) => group === null);
  const given = roles.filter(({ group }) => group !== null);
  const removed = new Set(withoutRoles);
  return withoutRepeats([...own, ...added, ...given]).filter(({ role }) => !removed.has(role.name));
}

function withoutRepeats(roles: readonly RoleOfDevice[]): RoleOfDevice[] {
  const seen = new Set<string>();
  return roles.filter(({ role }) => !seen.has(role.id) && seen.add(role.id));
}

async function rolesCalled(
  orm: Orm,
  tenantId: string,
  path: readonly string[],
  names: readonly string[],
): Promise<RoleOfDevice[]> {
  if (names.length === 0) return [];
  const found = new Map((await listRolesByName(orm, tenantId, names)).map((one) => [one.role.name, one]));
  return names.map((name, index) => {
    const role = found.get(name);
    if (role !== undefined) return role;
    throw new ApiError("invalid_request", "The request is not valid.", {
      issues: [{ path: [...path, index], code: "unknown_role", message: "is no role of this tenant" }],
    });
  });
}
