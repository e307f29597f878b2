import { METERED_LIMITS } from "#core/limit-effects.ts";
import { LIMIT_SCOPES, type LimitName, TENANT_LIMITS } from "#core/limit-overrides.ts";

/** In which order the page shows limits: those of the whole tenant, with what is used of them, then each device's and client's. */
export const LIMIT_GROUPS = ["tenant", "device", "client"] as const;
export type LimitGroup = (typeof LIMIT_GROUPS)[number];

/** Of what the tenant keeps, nothing is metered second by second. */
const OF_TENANT: ReadonlySet<LimitName> = new Set<LimitName>(["eventsKeptDays", "eventsKeptPerSecondMax"]);

export function groupOf(name: LimitName): LimitGroup {
  if (METERED_LIMITS[name] !== undefined || OF_TENANT.has(name)) return "tenant";
  return LIMIT_SCOPES[name] === "device" ? "device" : "client";
}

const METERED = Object.keys(METERED_LIMITS) as LimitName[];

/** What is used of it first. */
export const LIMITS_SHOWN: readonly LimitName[] = [
  ...METERED,
  ...TENANT_LIMITS.filter((name) => METERED_LIMITS[name] === undefined),
];
