import { z } from "zod";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { deviceLabels } from "../devices/device.ts";
import { pageInput } from "../page.ts";
import { roleNames } from "../roles/role-names.ts";
import { oneLine, plainText } from "../text.ts";

/** What a group of devices looks like from outside, and what may be asked of it: forms and REST alike. */

const name = oneLine(ACCESS_LIMITS.roleNameCharsMax).meta({ description: "Unique in the tenant." });
const description = plainText(ACCESS_LIMITS.descriptionCharsMax);

export const groupSelector = deviceLabels
  .refine((labels) => Object.keys(labels).length > 0, { message: "must name at least one label" })
  .refine((labels) => Object.keys(labels).length <= ACCESS_LIMITS.selectorLabelsMax, {
    message: `must name at most ${ACCESS_LIMITS.selectorLabelsMax} labels`,
  })
  .meta({ description: "A device is in the group when it carries all these labels, with these values." });

const roles = roleNames(ACCESS_LIMITS.rolesPerGroupMax);

const priority = z.int().min(0).max(ACCESS_LIMITS.groupPriorityMax).meta({
  description:
    "Groups with a lower number are asked first, equal ones by name; a device's own roles before all of them.",
});

export const GROUP_PRIORITY_DEFAULT = 100;

export const createGroupInput = z
  .strictObject({
    name,
    description: description.default(""),
    selector: groupSelector,
    roles: roles.default([]),
    priority: priority.default(GROUP_PRIORITY_DEFAULT),
  })
  .meta({ id: "CreateGroup" });
export type CreateGroupInput = z.output<typeof createGroupInput>;

export const updateGroupInput = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    selector: groupSelector.optional().meta({ description: "Replaces all labels that the group asks for." }),
    roles: roles.optional().meta({ description: "Replaces all roles." }),
    priority: priority.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    message: "must change something: name, description, selector, roles or priority",
  })
  .meta({ id: "UpdateGroup" });
export type UpdateGroupInput = z.output<typeof updateGroupInput>;

export const listGroupsInput = z.strictObject({
  ...pageInput,
});
export type ListGroupsInput = z.output<typeof listGroupsInput>;

const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC." });

const fields = {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  selector: z.record(z.string(), z.string()),
  roles: z.array(z.string()).meta({ description: "Names of the roles that the group gives, asked in this order." }),
  priority: z.int(),
  version: z.int().min(1).meta({ description: "Rises with every update; it is the ETag." }),
  createdAt: timestamp,
  updatedAt: timestamp,
};

export const groupSummaryView = z.strictObject(fields).meta({ id: "GroupSummary" });
export type GroupSummaryView = z.output<typeof groupSummaryView>;

export const groupView = z
  .strictObject({ ...fields, deviceCount: z.int().meta({ description: "Devices that carry its labels now." }) })
  .meta({ id: "Group" });
export type GroupView = z.output<typeof groupView>;
