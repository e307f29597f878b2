"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import type { AccessTest } from "#core/access-test.ts";
import type { RuleLine } from "#core/acl.ts";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { enter } from "../_auth/access.ts";
import { isTaken } from "../_forms/failure.ts";
import { attempt, type Outcome, type Refusal } from "../_forms/outcome.ts";
import type { UserActor } from "../_services/actor.ts";
import { ApiError } from "../_services/errors.ts";
import { checkRole as checkRoleOf } from "../_services/roles/check-role.ts";
import { createRole as createRoleOf } from "../_services/roles/create-role.ts";
import { deleteRole as deleteRoleOf } from "../_services/roles/delete-role.ts";
import { getRole } from "../_services/roles/get-role.ts";
import {
  checkRoleInput,
  createRoleInput,
  type RoleCheckView,
  type RoleView,
  rollBackRoleInput,
  updateRoleInput,
} from "../_services/roles/role.ts";
import { rollBackRole as rollBackRoleOf } from "../_services/roles/roll-back-role.ts";
import { updateRole } from "../_services/roles/update-role.ts";

/** What came of an action on a role. */
export type RoleOutcome = Outcome<RoleView, RoleView>;

/** Does it to a role that may have been saved by somebody else since. */
const edit = (actor: UserActor, roleId: string, work: () => Promise<RoleView>): Promise<RoleOutcome> =>
  attempt(work, { told, theirs: () => getRole(actor, roleId) });

async function told(error: ApiError): Promise<Refusal | string | undefined> {
  const t = await getTranslations("roles");
  const issues = error.issues ?? [];
  const failing = issues.filter(({ code }) => code === "test_failed").length;
  if (failing > 0) return { field: "tests", message: t("save.refusedByTests", { count: failing }) };
  if (isTaken(error, "name")) return { field: "name", message: t("errors.nameTaken") };
  if (issues.some(({ code }) => code === "too_many")) {
    return t("errors.tooManyRules", { max: ACCESS_LIMITS.rulesPerTenantMax });
  }
  return error.code === "conflict" ? t("errors.conflict") : undefined;
}

/** Saves rules and tests together, if the role is still at the version that was edited. */
export async function saveRules(
  tenantSlug: string,
  roleId: string,
  version: number,
  roleEdit: { rules: readonly RuleLine[]; tests: readonly AccessTest[]; note: string },
): Promise<RoleOutcome> {
  const actor = await enter(tenantSlug);
  const input = updateRoleInput.safeParse(roleEdit);
  if (!input.success) return invalid();
  const outcome = await edit(actor, roleId, () => updateRole(actor, roleId, input.data, version));
  refresh();
  return outcome;
}

/** Changes what people call it. */
export async function renameRole(
  tenantSlug: string,
  roleId: string,
  version: number,
  roleWords: { name: string; description: string },
): Promise<RoleOutcome> {
  const actor = await enter(tenantSlug);
  const input = updateRoleInput.safeParse(roleWords);
  if (!input.success) return invalidName();
  const outcome = await edit(actor, roleId, () => updateRole(actor, roleId, input.data, version));
  refresh();
  return outcome;
}

export async function createRole(
  tenantSlug: string,
  newRole: { name: string; description: string; rules: readonly RuleLine[] },
): Promise<RoleOutcome> {
  const actor = await enter(tenantSlug);
  const input = createRoleInput.safeParse(newRole);
  if (!input.success) return invalidName();
  return attempt(() => createRoleOf(actor, input.data), { told });
}

/** Takes the rules of a version again. */
export async function rollBackRole(
  tenantSlug: string,
  roleId: string,
  presentVersion: number,
  to: { version: number; note: string },
): Promise<RoleOutcome> {
  const actor = await enter(tenantSlug);
  const input = rollBackRoleInput.safeParse(to);
  if (!input.success) return invalid();
  const outcome = await edit(actor, roleId, () => rollBackRoleOf(actor, roleId, input.data, presentVersion));
  refresh();
  return outcome;
}

/** Takes the role from whoever has it, and deletes it. */
export async function deleteRole(tenantSlug: string, roleId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(() => deleteRoleOf(actor, roleId, { detach: true }));
}

/** What would be said of these rules and tests; undefined when they cannot be asked about. */
export async function checkRules(
  tenantSlug: string,
  roleId: string,
  roleDraft: { rules: readonly RuleLine[]; tests: readonly AccessTest[] },
): Promise<RoleCheckView | undefined> {
  const actor = await enter(tenantSlug);
  const input = checkRoleInput.safeParse(roleDraft);
  if (!input.success) return undefined;
  try {
    return await checkRoleOf(actor, roleId, input.data);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

async function invalid(): Promise<RoleOutcome> {
  const t = await getTranslations("roles.errors");
  return { ok: false, message: t("invalid") };
}

async function invalidName(): Promise<RoleOutcome> {
  const t = await getTranslations("roles.errors");
  const message = t("name", { max: ACCESS_LIMITS.roleNameCharsMax });
  return { ok: false, field: "name", message };
}
