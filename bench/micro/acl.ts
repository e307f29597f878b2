import { type Acl, type AclAction, allows, compile, type Identity, type Rule } from "#core/acl.ts";
import { measure } from "./measure.ts";

/**
 * The permission check: `allows` under 100 rules of all kinds, for a topic judged before and for one that is not, where
 * every rule has to be asked, the last of which decides.
 */

const RULES = 100;
/** Four times as many as there are verdicts kept, so that going round them none is found. */
const TOPICS = 1_024;

const IDENTITY: Identity = {
  device: "pump-0042",
  clientId: "client-0042",
  username: "pump-0042",
  labels: { site: "tokyo", line: "7" },
};

const FILTERS = [
  (n: number) => `plant/area${n}/\${device}/state`,
  (n: number) => `plant/+/\${label.site}/machine${n}/#`,
  (n: number) => `\${device}/cmd${n}/+`,
  (n: number) => `plant/area${n}/line/\${label.line}/+/speed`,
  (n: number) => `fleet/\${clientId}/out${n}/#`,
  (n: number) => `plant/tokyo/+/+/sensor${n}`,
  (n: number) => `+/status/device${n}`,
  (n: number) => `plant/area${n}/missing/\${label.unset}/x`,
];
const ACTIONS = ["publish", "subscribe", "both"] as const;

const rules: Rule[] = Array.from({ length: RULES }, (_, n) => ({
  ...{ roleName: "bench", position: n + 1, effect: n % 5 === 0 ? "deny" : "allow" },
  ...{ action: ACTIONS[n % ACTIONS.length] ?? "both", filter: (FILTERS[n % FILTERS.length] ?? String)(n) },
  ...{ qosMax: n % 3, retainAllowed: n % 2 === 0 },
}));
rules.push({ ...(rules[0] as Rule), position: RULES, effect: "allow", action: "both", filter: "plant/#", qosMax: 2 });
rules.splice(0, 1);

const topics = Array.from({ length: TOPICS }, (_, i) => `plant/area${100 + (i % 97)}/line/${i % 13}/m${i}/speed`);
const filters = topics.map((topic, i) => (i % 2 === 0 ? topic : topic.replace(/line\/\d+/, "line/+")));

function ask(acl: Acl, action: AclAction, asked: readonly string[], count: number): (i: number) => number {
  return (i) => (allows(acl, action, asked[i % count] as string, 1, false) ? 1 : 0);
}

const acl = compile(rules, IDENTITY);
if (!topics.every((topic) => allows(acl, "publish", topic, 1, false))) throw new Error("not what the last rule says");
const nanoseconds = {
  publishCached: measure("publish, judged before", ask(acl, "publish", topics, 64)),
  subscribeCached: measure("subscribe, judged before", ask(acl, "subscribe", filters, 64)),
  publishUncached: measure(`publish, ${RULES} rules`, ask(acl, "publish", topics, TOPICS)),
  subscribeUncached: measure(`subscribe, ${RULES} rules`, ask(acl, "subscribe", filters, TOPICS)),
};
measure(`compile ${RULES} rules`, () => compile(rules, IDENTITY).rules.length);
process.send?.(nanoseconds);
