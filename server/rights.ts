import { type Acl, allows, compile, explain, type Identity, type Rule } from "#core/acl.ts";
import type { DecidingRule } from "#core/control.ts";
import type { QoS } from "#core/mqtt/packets.ts";

/** What one session may publish and subscribe to; default deny. Verdicts are cached until the rules change. */
export class Rights {
  readonly identity: Identity;
  #acl: Acl;

  constructor(rules: readonly Rule[], identity: Identity) {
    this.identity = identity;
    this.#acl = compile(rules, identity);
  }

  /** New rules for the same identity, from the next packet on. */
  replaceRules(rules: readonly Rule[]): void {
    this.#acl = compile(rules, this.identity);
  }

  mayPublish(topic: string, qos: QoS, retain: boolean): boolean {
    return allows(this.#acl, "publish", topic, qos, retain);
  }

  /** The highest QoS up to the one asked for that may be granted; undefined when none. */
  grantedQos(filter: string, qos: QoS): QoS | undefined {
    for (let granted = qos; granted >= 0; granted--) {
      if (allows(this.#acl, "subscribe", filter, granted, false)) return granted as QoS;
    }
    return undefined;
  }

  /** Which rule says no; undefined when none says yes. */
  denyingRule(action: "publish" | "subscribe", topic: string, qos: QoS, retain: boolean): DecidingRule | undefined {
    return explain(this.#acl, action, topic, qos, retain).deciding;
  }
}
