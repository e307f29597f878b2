import type { Impact } from "#core/control.ts";
import { isId } from "#core/ids.ts";
import { lintRules, variablesOf } from "#core/role-lint.ts";
import { countUnsetLabels, findRoleHolders } from "#db/queries/role-holders.ts";
import { findRole, listRulesOfRole } from "#db/queries/roles.ts";
import { impactQuestions, requireComparisons } from "../access/question-rates.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { askImpact } from "../broker-control.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { CheckRoleInput, RoleCheckView } from "./role.ts";
import { runRoleTests } from "./run-role-tests.ts";

const LABEL = "label.";

/**
 * What would be said of a role with these rules and tests, and what open connections would lose; nothing is saved.
 * @throws ApiError not_found, or rate_limited
 */
export async function checkRole(actor: Actor, id: string, input: CheckRoleInput): Promise<RoleCheckView> {
  requirePermission(actor, "roles.read");
  if (!isId("role", id)) throw notFound("role");
  const { tenantId } = actor;
  const { rules, name, ...view } = await services().database.asTenant(tenantId, async (orm) => {
    const role = await findRole(orm, tenantId, id);
    if (role === undefined) throw notFound("role");
    const rules = input.rules ?? (await listRulesOfRole(orm, tenantId, id));
    requireComparisons(tenantId, rules.length);
    const variables = new Set(rules.flatMap(({ filter }) => variablesOf(filter)));
    const labels = [...variables].filter((name) => name.startsWith(LABEL)).map((name) => name.slice(LABEL.length));
    const unset = await countUnsetLabels(orm, tenantId, id, labels);
    const results = await runRoleTests(orm, tenantId, { name: role.name, rules, tests: input.tests ?? role.tests });
    return {
      rules,
      name: role.name,
      lints: lintRules(rules, new Map([...unset].map(([label, n]) => [LABEL + label, n]))).map((lint) =>
        "by" in lint ? { ...lint, by: [...lint.by] } : lint,
      ),
      tests: results.map(({ test, passed, verdict }) => ({
        name: test.name,
        passed,
        answer: verdict === undefined ? null : verdict.allowed ? ("allow" as const) : ("deny" as const),
        position: verdict?.deciding?.position ?? null,
      })),
      affectedDevices: (await findRoleHolders(orm, tenantId, id)).affectedDevices,
    };
  });
  // Outside the transaction: the broker may take seconds.
  const mayAsk = impactQuestions.take(tenantId) === 0;
  const impact = mayAsk ? await askImpact({ tenantId, role: { id, name, rules } }) : null;
  return { ...view, impact: presentImpact(impact) };
}

function presentImpact(impact: Impact | null): RoleCheckView["impact"] {
  if (impact === null) return null;
  const { connectionsAffected, subscriptionsCut, willsDenied, losses, complete } = impact;
  return { connectionsAffected, subscriptionsCut, willsDenied, complete, losses: losses.map((loss) => ({ ...loss })) };
}
