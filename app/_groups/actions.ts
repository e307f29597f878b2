"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { enter } from "../_auth/access.ts";
import { isTaken } from "../_forms/failure.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { countSelected } from "../_services/groups/count-selected.ts";
import { createGroup as createGroupOf } from "../_services/groups/create-group.ts";
import { deleteGroup as deleteGroupOf } from "../_services/groups/delete-group.ts";
import { getGroup } from "../_services/groups/get-group.ts";
import { type CreateGroupInput, createGroupInput, type GroupView, groupSelector } from "../_services/groups/group.ts";
import { updateGroup } from "../_services/groups/update-group.ts";

/** A group as its form has it. */
export interface GroupForm {
  readonly name: string;
  readonly description: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly roles: readonly string[];
  readonly priority: number;
}

export type GroupOutcome = Outcome<GroupView, GroupView>;

export async function createGroup(tenantSlug: string, newGroup: GroupForm): Promise<GroupOutcome> {
  const actor = await enter(tenantSlug);
  return save(newGroup, (input) => createGroupOf(actor, input));
}

/** Changes a group if it is still at the version that was edited. */
export async function changeGroup(
  tenantSlug: string,
  groupId: string,
  version: number,
  group: GroupForm,
): Promise<GroupOutcome> {
  const actor = await enter(tenantSlug);
  return save(
    group,
    (input) => updateGroup(actor, groupId, input, version),
    () => getGroup(actor, groupId),
  );
}

async function save(
  group: GroupForm,
  work: (input: CreateGroupInput) => Promise<GroupView>,
  theirs?: () => Promise<GroupView>,
): Promise<GroupOutcome> {
  const t = await getTranslations("groups.errors");
  const input = createGroupInput.safeParse(group);
  if (!input.success) {
    const fields = new Set(input.error.issues.map(({ path }) => path[0]));
    const errors = {
      ...(fields.has("name") ? { name: t("name", { max: ACCESS_LIMITS.roleNameCharsMax }) } : {}),
      ...(fields.has("selector") ? { selector: t("selector", { max: ACCESS_LIMITS.selectorLabelsMax }) } : {}),
      ...(fields.has("priority") ? { priority: t("priority", { max: ACCESS_LIMITS.groupPriorityMax }) } : {}),
    };
    return { ok: false, message: Object.values(errors).join(" "), errors };
  }
  const outcome = await attempt(() => work(input.data), {
    told: async (error) => {
      if (isTaken(error, "name")) return { field: "name", message: t("nameTaken") };
      return error.code === "conflict" ? t("full", { max: ACCESS_LIMITS.groupsPerTenantMax }) : undefined;
    },
    ...(theirs === undefined ? {} : { theirs }),
  });
  refresh();
  return outcome;
}

export async function deleteGroup(tenantSlug: string, groupId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(() => deleteGroupOf(actor, groupId));
  refresh();
  return outcome;
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
