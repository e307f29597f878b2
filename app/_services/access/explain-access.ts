import { compile, explain, type Rule } from "#core/acl.ts";
import { narrowestRule } from "#core/narrowest-rule.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import type { AccessVerdictView, ExplainAccessInput } from "./access-question.ts";
import { findSubject, rulesOf, type Subject } from "./find-subject.ts";

/**
 * Whether a client may publish, subscribe or leave a will so, and which rule says it: asked of the very rules, in the
 * very order and by the very code that the broker asks. What a token grants beside them is not known here.
 * @throws ApiError not_found, or invalid_request
 */
export async function explainAccess(actor: Actor, input: ExplainAccessInput): Promise<AccessVerdictView> {
  requirePermission(actor, "roles.read");
  const { tenantId } = actor;
  const subject = await services().database.asTenant(tenantId, (orm) => findSubject(orm, tenantId, input));
  const { identity, roles } = subject;
  const { topic, qos } = input;
  const action = input.action === "subscribe" ? "subscribe" : "publish";
  const retain = action === "publish" && input.retain;
  const rules = rulesOf(subject);
  const { allowed, deciding, trace } = explain(compile(rules, identity), action, topic, qos, retain);
  return {
    allowed,
    deciding: deciding ?? null,
    trace: trace.map((step) => ({ ...step, expanded: step.expanded ?? null })),
    identity: {
      device: identity.device ?? null,
      clientId: identity.clientId ?? null,
      username: identity.username ?? null,
      labels: { ...identity.labels },
    },
    roles: roles.map(({ role, group }) => ({ id: role.id, name: role.name, group: group?.name ?? null })),
    status: subject.status ?? null,
    proposal: propose(subject, rules, { action, topic, qos, retain }),
  };
}

function propose(
  { identity, roles }: Subject,
  rules: readonly Rule[],
  question: Parameters<typeof narrowestRule>[2],
): AccessVerdictView["proposal"] {
  const proposed = narrowestRule(rules, identity, question);
  if (proposed === undefined) return null;
  const { rule, before } = proposed;
  const qosMax = rule.qosMax as 0 | 1 | 2;
  if (before !== undefined) {
    const roleId = roles.find(({ role }) => role.name === before.roleName)?.role.id ?? null;
    return { ...before, roleId, rule: { ...rule, qosMax } };
  }
  // Rather into a role of the device's own than into one that a whole group shares, and not into a built-in one.
  const last =
    roles.findLast(({ role, group }) => group === null && !role.builtIn) ?? roles.findLast(({ role }) => !role.builtIn);
  const place = last ?? roles.at(-1);
  return {
    roleName: place?.role.name ?? null,
    roleId: place?.role.id ?? null,
    position: (place?.rules.length ?? 0) + 1,
    rule: { ...rule, qosMax },
  };
}
