"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { enter } from "../_auth/access.ts";
import { failureMessage, isTaken } from "../_forms/failure.ts";
import { ApiError } from "../_services/errors.ts";
import { countSelected } from "../_services/groups/count-selected.ts";
import { createGroup as createGroupOf } from "../_services/groups/create-group.ts";
import { deleteGroup as deleteGroupOf } from "../_services/groups/delete-group.ts";
import { type CreateGroupInput, createGroupInput, groupSelector } from "../_services/groups/group.ts";
import { updateGroup } from "../_services/groups/update-group.ts";

/** A group as its form has it. */
export interface GroupForm {
  readonly name: string;
  readonly description: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly roles: readonly string[];
  readonly priority: number;
}

export type GroupOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly errors: Readonly<Partial<Record<keyof GroupForm, string>>>;
      readonly message?: string;
    };

export async function createGroup(tenantSlug: string, newGroup: GroupForm): Promise<GroupOutcome> {
  const actor = await enter(tenantSlug);
  return save(newGroup, async (input) => {
    await createGroupOf(actor, input);
  });
}

/** Changes a group if it is still at the version that was edited. */
export async function changeGroup(
  tenantSlug: string,
  groupId: string,
  version: number,
  group: GroupForm,
): Promise<GroupOutcome> {
  const actor = await enter(tenantSlug);
  return save(group, async (input) => {
    await updateGroup(actor, groupId, input, version);
  });
}

async function save(group: GroupForm, work: (input: CreateGroupInput) => Promise<void>): Promise<GroupOutcome> {
  const t = await getTranslations("groups.errors");
  const input = createGroupInput.safeParse(group);
  if (!input.success) {
    const fields = new Set(input.error.issues.map(({ path }) => path[0]));
    return {
      ok: false,
      errors: {
        ...(fields.has("name") ? { name: t("name", { max: ACCESS_LIMITS.roleNameCharsMax }) } : {}),
        ...(fields.has("selector") ? { selector: t("selector", { max: ACCESS_LIMITS.selectorLabelsMax }) } : {}),
        ...(fields.has("priority") ? { priority: t("priority", { max: ACCESS_LIMITS.groupPriorityMax }) } : {}),
      },
    };
  }
  try {
    await work(input.data);
    refresh();
    return { ok: true };
  } catch (error) {
    if (isTaken(error, "name")) return { ok: false, errors: { name: t("nameTaken") } };
    if (error instanceof ApiError && error.code === "precondition_failed") refresh();
    const full = error instanceof ApiError && error.code === "conflict";
    const message = full ? t("full", { max: ACCESS_LIMITS.groupsPerTenantMax }) : await failureMessage(error);
    return { ok: false, errors: {}, message };
  }
}

export async function deleteGroup(
  tenantSlug: string,
  groupId: string,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }> {
  const actor = await enter(tenantSlug);
  try {
    await deleteGroupOf(actor, groupId);
    refresh();
    return { ok: true };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  }
}

/** How many devices carry these labels now; undefined when they describe none that could be. */
export async function countDevices(
  tenantSlug: string,
  selector: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  const actor = await enter(tenantSlug);
  const input = groupSelector.safeParse(selector);
  return input.success ? countSelected(actor, input.data) : undefined;
}
