import { type Acl, allows, compile, explain, type Identity, type Rule } from "#core/acl.ts";
import type { DecidingRule } from "#core/control.ts";
import type { QoS } from "#core/mqtt/packets.ts";
import type { Grant } from "#core/token-rights.ts";

/**
 * What one session may publish and subscribe to; default deny. Verdicts are cached until the rules change. What the
 * client's token granted stays with the session, however often the rules of its device change.
 */
export class Rights {
  readonly identity: Identity;
  readonly grant: Grant | undefined;
  readonly #rules: readonly Rule[];
  readonly #acl: Acl;
  /** What a token narrows the rules to. */
  readonly #bounds: Acl | undefined;

  constructor(rules: readonly Rule[], identity: Identity, grant?: Grant) {
    this.identity = identity;
    this.grant = grant;
    this.#rules = rules;
    this.#acl = compile(grant?.mode === "replace" ? grant.rules : rules, identity);
    this.#bounds = grant?.mode === "narrow" ? compile(grant.rules, identity) : undefined;
  }

  /** The rights of the same client under these rules and labels: these very ones, verdicts kept, where nothing differs. */
  changedTo(rules: readonly Rule[], labels: Identity["labels"]): Rights {
    if (sameRules(rules, this.#rules) && sameLabels(labels, this.identity.labels)) return this;
    return new Rights(rules, { ...this.identity, labels }, this.grant);
  }

  mayPublish(topic: string, qos: QoS, retain: boolean): boolean {
    return this.#allows("publish", topic, qos, retain);
  }

  /** May a message on this topic still reach the client? As a subscription to just this topic would be judged. */
  mayReceive(topic: string): boolean {
    return this.#allows("subscribe", topic, 0, false);
  }

  /** The highest QoS up to the one asked for that may be granted; undefined when none. */
  grantedQos(filter: string, qos: QoS): QoS | undefined {
    for (let granted = qos; granted >= 0; granted--) {
      if (this.#allows("subscribe", filter, granted, false)) return granted as QoS;
    }
    return undefined;
  }

  /** Which rule says no; undefined when none says yes. */
  denyingRule(action: "publish" | "subscribe", topic: string, qos: QoS, retain: boolean): DecidingRule | undefined {
    const verdict = explain(this.#acl, action, topic, qos, retain);
    if (!verdict.allowed || this.#bounds === undefined) return verdict.deciding;
    return explain(this.#bounds, action, topic, qos, retain).deciding;
  }

  #allows(action: "publish" | "subscribe", topic: string, qos: number, retain: boolean): boolean {
    if (!allows(this.#acl, action, topic, qos, retain)) return false;
    return this.#bounds === undefined || allows(this.#bounds, action, topic, qos, retain);
  }
}

function sameRules(some: readonly Rule[], others: readonly Rule[]): boolean {
  return (
    some === others || (some.length === others.length && some.every((rule, index) => sameRule(rule, others[index])))
  );
}

function sameRule(one: Rule, other: Rule | undefined): boolean {
  return (
    one.roleName === other?.roleName &&
    one.position === other.position &&
    one.effect === other.effect &&
    one.action === other.action &&
    one.filter === other.filter &&
    one.qosMax === other.qosMax &&
    one.retainAllowed === other.retainAllowed
  );
}

function sameLabels(some: Identity["labels"], others: Identity["labels"]): boolean {
  const keys = Object.keys(some);
  return keys.length === Object.keys(others).length && keys.every((key) => some[key] === others[key]);
}
