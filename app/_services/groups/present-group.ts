import type { DeviceGroup } from "#db/schema/index.ts";
import type { GroupSummaryView } from "./group.ts";

/** A row turned into what callers see. Nothing else leaves, so a new column is private until it is named here. */
export function presentGroup(group: DeviceGroup, roleNames: readonly string[]): GroupSummaryView {
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    selector: group.selector,
    roles: [...roleNames],
    priority: group.priority,
    version: group.version,
    createdAt: group.createdAt.toISOString(),
    updatedAt: group.updatedAt.toISOString(),
  };
}
