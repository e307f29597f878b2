import { type Acl, type AclAction, compile } from "#core/acl.ts";
import { reachOf } from "#core/reach.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import type { AccessReachView, AccessSubjectInput } from "./access-question.ts";
import { findSubject, rulesOf } from "./find-subject.ts";

/**
 * Which topics a client may use: every rule that decides, variables filled in, with what is denied within.
 * @throws ApiError not_found, or invalid_request
 */
export async function listReach(actor: Actor, input: AccessSubjectInput): Promise<AccessReachView> {
  requirePermission(actor, "roles.read");
  const { tenantId } = actor;
  const subject = await services().database.asTenant(tenantId, (orm) => findSubject(orm, tenantId, input));
  const acl = compile(rulesOf(subject), subject.identity);
  return { publish: present(acl, "publish"), subscribe: present(acl, "subscribe") };
}

function present(acl: Acl, action: AclAction): AccessReachView["publish"] {
  return reachOf(acl, action).map((entry) => ({
    ...entry,
    except: [...entry.except],
    expanded: entry.expanded ?? null,
    qosMax: entry.qosMax as 0 | 1 | 2,
  }));
}
