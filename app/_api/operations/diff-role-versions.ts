import { diffRoleVersions } from "../../_services/roles/diff-role-versions.ts";
import { versionOf } from "../../_services/roles/get-role-version.ts";
import { diffVersionsInput, roleDiffView } from "../../_services/roles/role.ts";
import { exampleDiff } from "../examples/roles.ts";
import { operation } from "../operation.ts";

export const diffRoleVersionsOperation = operation({
  method: "GET",
  path: "/roles/{roleId}/versions/{version}/diff",
  id: "diffRoleVersions",
  tag: "Roles",
  summary: "Compare two versions of a role",
  description: "Which rules were added, removed, moved or changed from this version to the other.",
  permission: "roles.read",
  query: diffVersionsInput,
  success: { status: 200, description: "The differences.", schema: roleDiffView },
  errors: ["not_found"],
  example: { query: { against: "3" }, result: exampleDiff },
  run: async ({ actor, params, query }) => ({
    body: await diffRoleVersions(actor, params.roleId, versionOf(params.version), query.against),
  }),
});
