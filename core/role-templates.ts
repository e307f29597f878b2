import type { RuleLine } from "./acl.ts";

/** Roles to begin with: what most devices need, to be taken as they are or changed. The console has words of its own. */
export interface RoleTemplate {
  readonly id: "own-subtree" | "read-only" | "gateway" | "anonymous";
  readonly description: string;
  readonly rules: readonly RuleLine[];
}

/** An allow rule for every QoS and retaining, unless limited. */
export function allow(action: RuleLine["action"], filter: string, limits: Partial<RuleLine> = {}): RuleLine {
  return { effect: "allow", action, filter, qosMax: 2, retainAllowed: true, ...limits };
}

/** The broker's statistics of the tenant: `#` does not reach them. */
export const READ_STATISTICS = allow("subscribe", "$SYS/#");

export const ROLE_TEMPLATES: readonly RoleTemplate[] = [
  {
    id: "own-subtree",
    description: "Everything below the device's own name.",
    rules: [allow("both", "${device}/#")],
  },
  {
    id: "read-only",
    description: "Subscribes to every topic, publishes to none.",
    rules: [allow("subscribe", "#"), READ_STATISTICS],
  },
  {
    id: "gateway",
    description: "Everything below its own name; reports for the things of its site, and hears what they are told.",
    rules: [
      allow("both", "${device}/#"),
      allow("publish", "sites/${label.site}/+/state/#"),
      allow("subscribe", "sites/${label.site}/+/command/#"),
    ],
  },
  {
    id: "anonymous",
    description: "Reads what is public, and writes below its own client id without leaving anything behind.",
    rules: [
      allow("subscribe", "public/#"),
      allow("publish", "guests/${clientId}/#", { qosMax: 1, retainAllowed: false }),
    ],
  },
];
