import type { AccessTest } from "#core/access-test.ts";
import type { RuleLine } from "#core/acl.ts";
import { isId } from "#core/ids.ts";
import { formatRuleLine } from "#core/rule-text.ts";
import type { Orm } from "#db/client.ts";
import { violatedUniqueIndex } from "#db/postgres-error.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { findRoleHolders } from "#db/queries/role-holders.ts";
import {
  listRulesOfRole,
  lockAccessOfTenant,
  lockRole,
  replaceRules,
  updateRole as updateRoleRow,
} from "#db/queries/roles.ts";
import type { Role } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound, taken } from "../errors.ts";
import { presentRole } from "./present-role.ts";
import type { RoleView, UpdateRoleInput } from "./role.ts";
import { requireTestsPass } from "./run-role-tests.ts";
import { requireFewRules, saveVersion } from "./save-version.ts";

/** A role as it is, and its rules. */
export interface RoleBefore {
  readonly role: Role;
  readonly rules: readonly RuleLine[];
}

export interface RoleChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly rules?: readonly RuleLine[] | undefined;
  readonly tests?: readonly AccessTest[] | undefined;
  readonly note: string;
}

/**
 * Changes a role; its rules and tests as a whole. Open connections follow.
 * @param expectedVersion the version the caller saw; undefined: whatever it is now
 * @throws ApiError not_found; precondition_failed when somebody changed it meanwhile; conflict when a test fails, the
 *   name is taken or a built-in role's, or there are too many rules
 */
export function updateRole(
  actor: Actor,
  id: string,
  input: UpdateRoleInput,
  expectedVersion?: number,
): Promise<RoleView> {
  return changeRole(actor, id, expectedVersion, "role.update", () => Promise.resolve(input));
}

/** The one way in which a role changes: `changeOf` is told what is there, in the transaction that will change it. */
export async function changeRole(
  actor: Actor,
  id: string,
  expectedVersion: number | undefined,
  action: "role.update" | "role.rollback",
  changeOf: (orm: Orm, before: RoleBefore) => Promise<RoleChange>,
): Promise<RoleView> {
  requirePermission(actor, "roles.write");
  if (!isId("role", id)) throw notFound("role");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    await lockAccessOfTenant(orm, tenantId);
    const role = await lockRole(orm, tenantId, id);
    if (role === undefined) throw notFound("role");
    if (expectedVersion !== undefined && expectedVersion !== role.version) {
      throw new ApiError("precondition_failed", "The role was changed meanwhile. Read it again, then repeat.");
    }
    const before = { role, rules: await listRulesOfRole(orm, tenantId, id) };
    const { rules = before.rules, note, ...given } = await changeOf(orm, before);
    if (role.builtIn && given.name !== undefined && given.name !== role.name) throw builtInName();
    const row = { name: role.name, description: role.description, tests: role.tests, ...withoutUndefined(given) };
    await requireTestsPass(orm, tenantId, { ...row, rules });
    const after = await updateRoleRow(orm, tenantId, id, row).catch((error: unknown) => {
      throw violatedUniqueIndex(error) === "roles_name_key"
        ? taken(["name"], "This name is taken by another role.")
        : error;
    });
    if (after === undefined) throw notFound("role");
    await replaceRules(orm, tenantId, id, rules);
    await requireFewRules(orm, tenantId);
    await saveVersion(orm, actor, after, rules, note);
    await audit(orm, actor, {
      action,
      target: { kind: "role", id, label: after.name },
      ...audited(before, { role: after, rules }),
    });
    await notifyChange(orm, { tenantId, kind: "role", id });
    return presentRole(after, rules, await findRoleHolders(orm, tenantId, id));
  });
}

function builtInName(): ApiError {
  const message = "The name of a built-in role never changes.";
  return new ApiError("conflict", message, { issues: [{ path: ["name"], code: "built_in", message }] });
}

function withoutUndefined<T extends object>(given: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}

/** Only what is not as it was. */
function audited(before: RoleBefore, after: RoleBefore) {
  const [was, is] = [facts(before), facts(after)];
  const changed = (Object.keys(was) as (keyof typeof was)[]).filter(
    (key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]),
  );
  const pick = (all: typeof was) => Object.fromEntries(changed.map((key) => [key, all[key]]));
  return {
    before: { ...pick(was), version: before.role.version },
    after: { ...pick(is), version: after.role.version },
  };
}

function facts({ role, rules }: RoleBefore) {
  return { name: role.name, description: role.description, rules: rules.map(formatRuleLine), tests: role.tests };
}
