import type { Acl, AclAction } from "./acl.ts";
import { filterCovers, filtersOverlap } from "./topic.ts";

/** What one rule does for one client: which topics it allows or denies, variables filled in. */
export interface ReachEntry {
  readonly roleName: string;
  readonly position: number;
  readonly effect: "allow" | "deny";
  /** As written. */
  readonly filter: string;
  /** With its variables filled in; undefined when one has no usable value: an allow rule then allows nothing. */
  readonly expanded: string | undefined;
  readonly qosMax: number;
  readonly retainAllowed: boolean;
  /** Of an allow rule: filters denied by rules before it that reach into this one's; the first EXCEPT_MAX. */
  readonly except: readonly string[];
  /** False when rules before it decide all that it could, or it applies to nothing. */
  readonly effective: boolean;
}

/** A thousand denies before a thousand allows would be a million filters. */
export const EXCEPT_MAX = 20;

/** Everything that decides on a client's PUBLISHes, or SUBSCRIBEs, in the order in which it is asked. */
export function reachOf(acl: Acl, action: AclAction): ReachEntry[] {
  return [...eachReach(acl, action)];
}

/** The same one by one: each is held against all before it, and with thousands that takes seconds. */
export function* eachReach(acl: Acl, action: AclAction): Generator<ReachEntry> {
  const asked = acl.rules.filter(({ rule }) => rule.action === action || rule.action === "both");
  for (const [index, { rule, filter, usable, everything }] of asked.entries()) {
    const { roleName, position, effect, qosMax, retainAllowed } = rule;
    const before = asked.slice(0, index);
    const denied = before.filter((one) => one.rule.effect === "deny" && one.filter !== undefined);
    const covered = before.some(
      (one) =>
        one.everything ||
        (filter !== undefined &&
          !everything &&
          one.filter !== undefined &&
          filterCovers(one.filter, filter) &&
          (one.rule.effect === "deny" || grantsNoLess(one.rule, rule, action))),
    );
    yield {
      roleName,
      position,
      effect,
      filter: rule.filter,
      expanded: usable ? filter : undefined,
      qosMax,
      retainAllowed,
      except: effect === "allow" && usable && filter !== undefined ? overlapping(denied, filter) : [],
      effective: !covered && (filter !== undefined || everything),
    };
  }
}

function overlapping(denied: readonly { readonly filter: string | undefined }[], filter: string): string[] {
  const found: string[] = [];
  for (const one of denied) {
    if (found.length === EXCEPT_MAX) break;
    if (one.filter !== undefined && filtersOverlap(one.filter, filter)) found.push(one.filter);
  }
  return found;
}

interface Granting {
  readonly effect: "allow" | "deny";
  readonly qosMax: number;
  readonly retainAllowed: boolean;
}

/**
 * An allow rule leaves nothing of what it covers to a later one, unless that says something of more QoS or of retaining.
 * A deny stands in the way of wider subscriptions too, which the allow rule before it does not decide.
 */
function grantsNoLess(one: Granting, later: Granting, action: AclAction): boolean {
  if (action === "subscribe" && later.effect === "deny") return false;
  if (one.qosMax < 2 && (later.effect === "deny" || later.qosMax > one.qosMax)) return false;
  return action === "subscribe" || one.retainAllowed || (later.effect === "allow" && !later.retainAllowed);
}
