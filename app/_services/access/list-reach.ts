import { setImmediate as nextTurn } from "node:timers/promises";
import { type Acl, type AclAction, compile } from "#core/acl.ts";
import { eachReach } from "#core/reach.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import type { AccessReachView, AccessSubjectInput } from "./access-question.ts";
import { findSubject, rulesOf } from "./find-subject.ts";
import { requireComparisons } from "./question-rates.ts";

/**
 * Which topics a client may use: every rule that decides, variables filled in, with what is denied within.
 * @throws ApiError not_found, invalid_request, or rate_limited
 */
export async function listReach(actor: Actor, input: AccessSubjectInput): Promise<AccessReachView> {
  requirePermission(actor, "roles.read");
  const { tenantId } = actor;
  const subject = await services().database.asTenant(tenantId, (orm) => findSubject(orm, tenantId, input));
  const rules = rulesOf(subject);
  requireComparisons(tenantId, rules.length);
  const acl = compile(rules, subject.identity);
  return { publish: await present(acl, "publish"), subscribe: await present(acl, "subscribe") };
}

/** In slices, between which others are answered. */
async function present(acl: Acl, action: AclAction): Promise<AccessReachView["publish"]> {
  const entries: AccessReachView["publish"] = [];
  let beganAt = performance.now();
  for (const entry of eachReach(acl, action)) {
    entries.push({
      ...entry,
      except: [...entry.except],
      expanded: entry.expanded ?? null,
      qosMax: entry.qosMax as 0 | 1 | 2,
    });
    if (performance.now() - beganAt < SLICE_MS) continue;
    await nextTurn();
    beganAt = performance.now();
  }
  return entries;
}

const SLICE_MS = 10;
