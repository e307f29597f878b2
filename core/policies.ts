/**
 * What a tenant may choose besides its limits: which way a thing is done, not how much of it. Like limits they are merged
 * once into one object (server/settings.ts); unlike them they know no ceiling.
 */
export interface Policies {
  /** What becomes of a client that publishes above a rate: it is read more slowly, or disconnected with 0x96. */
  readonly overRate: "slow" | "disconnect";
  /** What goes when a session's queue is full: its oldest messages, or the newest, refused to its publisher with 0x97. */
  readonly fullQueue: "dropOldest" | "refuseNewest";
  /** Connects of one client id within the window that are told as flapping; 0 tells of none. */
  readonly flappingConnectsMax: number;
  readonly flappingWindowSeconds: number;
  /** For how long a client id that flaps is banned; 0 bans none. */
  readonly flappingBanSeconds: number;
}

export type PolicyName = keyof Policies;

export const DEFAULT_POLICIES: Policies = {
  overRate: "slow",
  fullQueue: "dropOldest",
  flappingConnectsMax: 15,
  flappingWindowSeconds: 60,
  flappingBanSeconds: 0,
};

/** What each may be: one of these words, or a whole number from min to max. */
export type PolicyValues = readonly string[] | { readonly min: number; readonly max: number };

export const POLICY_VALUES: Readonly<Record<PolicyName, PolicyValues>> = {
  overRate: ["slow", "disconnect"],
  fullQueue: ["dropOldest", "refuseNewest"],
  flappingConnectsMax: { min: 0, max: 1_000 },
  flappingWindowSeconds: { min: 1, max: 3_600 },
  flappingBanSeconds: { min: 0, max: 86_400 },
};

export const POLICY_NAMES = Object.keys(DEFAULT_POLICIES) as readonly PolicyName[];

/** True when the policy may be set to this. */
export function isPolicyValue(name: PolicyName, value: unknown): boolean {
  const values = POLICY_VALUES[name];
  if ("min" in values) {
    return Number.isInteger(value) && (value as number) >= values.min && (value as number) <= values.max;
  }
  return typeof value === "string" && values.includes(value);
}

/** The defaults, but for what is stored and may be. */
export function mergePolicies(stored: Readonly<Record<string, unknown>>): Policies {
  const kept = POLICY_NAMES.filter((name) => isPolicyValue(name, stored[name])).map((name) => [name, stored[name]]);
  return { ...DEFAULT_POLICIES, ...Object.fromEntries(kept) };
}
