import type { RoleTemplate } from "#core/role-templates.ts";

/** The messages of each template. */
export const TEMPLATE_WORDS = {
  "own-subtree": "ownSubtree",
  "read-only": "readOnly",
  gateway: "gateway",
  anonymous: "anonymous",
} as const satisfies Record<RoleTemplate["id"], string>;
