import type { RuleLine } from "#core/acl.ts";
import type { RoleHolders } from "#db/queries/role-holders.ts";
import type { RoleListing } from "#db/queries/roles.ts";
import type { Role, RoleVersion } from "#db/schema/index.ts";
import type { RoleSummaryView, RoleVersionView, RoleView } from "./role.ts";

/** Rows turned into what callers see. Nothing else leaves, so a new column is private until it is named here. */

export function presentRole(role: Role, rules: readonly RuleLine[], holders: RoleHolders): RoleView {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    builtIn: role.builtIn,
    version: role.version,
    rules: [...rules],
    tests: role.tests.map(({ as, ...test }) => ({
      ...test,
      as: as.kind === "device" ? as : { ...as, labels: { ...as.labels } },
    })),
    deviceCount: holders.devices,
    groups: holders.groups.map(({ id, name }) => ({ id, name })),
    affectedDevices: holders.affectedDevices,
    createdAt: role.createdAt.toISOString(),
    updatedAt: role.updatedAt.toISOString(),
  };
}

export function presentRoleSummary({ role, rules, devices, groups }: RoleListing): RoleSummaryView {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    builtIn: role.builtIn,
    version: role.version,
    ruleCount: rules,
    deviceCount: devices,
    groupCount: groups,
    updatedAt: role.updatedAt.toISOString(),
  };
}

export function presentRoleVersion(version: RoleVersion, role: Pick<Role, "version">): RoleVersionView {
  return {
    version: version.version,
    current: version.version === role.version,
    note: version.note,
    author: { kind: version.actorKind, id: version.actorId, label: version.actorLabel },
    ruleCount: version.rules.length,
    createdAt: version.createdAt.toISOString(),
  };
}
