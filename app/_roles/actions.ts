"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import type { AccessTest } from "#core/access-test.ts";
import type { RuleLine } from "#core/acl.ts";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { enter } from "../_auth/access.ts";
import { failureMessage, isTaken } from "../_forms/failure.ts";
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

/** What came of an action on a role, in the person's language where it failed. */
export type RoleOutcome =
  | { readonly ok: true; readonly role: RoleView }
  /** Somebody was quicker; the role as it is now. */
  | { readonly ok: false; readonly kind: "stale"; readonly role: RoleView }
  /** Positions of the access tests that fail, from 0. */
  | { readonly ok: false; readonly kind: "tests"; readonly failing: readonly number[] }
  | { readonly ok: false; readonly kind: "field"; readonly field: "name"; readonly message: string }
  | { readonly ok: false; readonly kind: "refused"; readonly message: string };

async function attempt(actor: UserActor, roleId: string, work: () => Promise<RoleView>): Promise<RoleOutcome> {
  try {
    return { ok: true, role: await work() };
  } catch (error) {
    return refusal(error, () => getRole(actor, roleId));
  }
}

async function refusal(error: unknown, present: (() => Promise<RoleView>) | undefined): Promise<RoleOutcome> {
  const t = await getTranslations("roles.errors");
  if (error instanceof ApiError) {
    if (error.code === "precondition_failed" && present !== undefined) {
      return { ok: false, kind: "stale", role: await present() };
    }
    const issues = error.issues ?? [];
    const failing = issues.filter(({ code }) => code === "test_failed").map(({ path }) => Number(path[1]));
    if (failing.length > 0) return { ok: false, kind: "tests", failing };
    if (isTaken(error, "name")) return { ok: false, kind: "field", field: "name", message: t("nameTaken") };
    if (issues.some(({ code }) => code === "too_many")) {
      return { ok: false, kind: "refused", message: t("tooManyRules", { max: ACCESS_LIMITS.rulesPerTenantMax }) };
    }
    if (error.code === "conflict") return { ok: false, kind: "refused", message: t("conflict") };
  }
  return { ok: false, kind: "refused", message: await failureMessage(error) };
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
  const outcome = await attempt(actor, roleId, () => updateRole(actor, roleId, input.data, version));
  refresh();
  return outcome;
}

/** Changes what people call it. */
export async function renameRole(
  tenantSlug: string,
  roleId: string,
  roleWords: { name: string; description: string },
): Promise<RoleOutcome> {
  const actor = await enter(tenantSlug);
  const input = updateRoleInput.safeParse(roleWords);
  if (!input.success) return invalidName();
  const outcome = await attempt(actor, roleId, () => updateRole(actor, roleId, input.data));
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
  try {
    return { ok: true, role: await createRoleOf(actor, input.data) };
  } catch (error) {
    return refusal(error, undefined);
  }
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
  const outcome = await attempt(actor, roleId, () => rollBackRoleOf(actor, roleId, input.data, presentVersion));
  refresh();
  return outcome;
}

/** Takes the role from whoever has it, and deletes it. */
export async function deleteRole(
  tenantSlug: string,
  roleId: string,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }> {
  const actor = await enter(tenantSlug);
  try {
    await deleteRoleOf(actor, roleId, { detach: true });
    return { ok: true };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  }
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
  return { ok: false, kind: "refused", message: t("invalid") };
}

async function invalidName(): Promise<RoleOutcome> {
  const t = await getTranslations("roles.errors");
  const message = t("name", { max: ACCESS_LIMITS.roleNameCharsMax });
  return { ok: false, kind: "field", field: "name", message };
}
