import { z } from "zod";
import { LIMIT_EFFECT_KINDS } from "#core/limit-effects.ts";
import { DEVICE_LIMITS, isRate, type LimitName, lowerLimit, TENANT_LIMITS } from "#core/limit-overrides.ts";
import { LIMIT_RANGES, type Limits } from "#core/limits.ts";
import { POLICY_NAMES, POLICY_VALUES, type Policies, type PolicyName } from "#core/policies.ts";
import { ApiError, type Issue } from "../errors.ts";

/** What limits and policies look like from outside, and what may be asked of them. */

const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC." });

const limitShape = {
  name: z
    .string()
    .meta({ description: "As docs/limits.md describes it; the variable LIMIT_… of the same name sets it." }),
  limit: z.number().meta({ description: "What holds now. Of what happens in a second, 0 is unlimited." }),
  own: z.number().nullable().meta({ description: "What was set; null: the ceiling holds." }),
  ceiling: z.number().meta({ description: "What nothing set here exceeds." }),
  min: z.number().meta({ description: "The least that may be set." }),
  atLimit: z.enum(LIMIT_EFFECT_KINDS).meta({ description: "What happens to whoever meets it." }),
};

export const limitView = z
  .strictObject({
    ...limitShape,
    used: z.number().nullable().meta({ description: "At this moment; null where it is not metered, or unknown." }),
    peak24h: z.number().nullable().meta({ description: "The most in the last 24 hours, where it is metered." }),
  })
  .meta({ id: "Limit" });
export type LimitView = z.output<typeof limitView>;

export const policiesView = z
  .strictObject(policyShape((schema) => schema))
  .meta({ id: "Policies", description: "Which way things are done; docs/limits.md explains each." });

export const limitsView = z
  .strictObject({
    limits: z.array(limitView).readonly(),
    policies: policiesView,
    version: z.int().min(0).meta({ description: "Rises with every change; it is the ETag. 0: nothing was set yet." }),
    updatedAt: timestamp.nullable(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: "Limits" });
export type LimitsView = z.output<typeof limitsView>;

export const deviceLimitView = z.strictObject(limitShape).meta({ id: "DeviceLimit" });
export const deviceLimitsView = z
  .strictObject({
    limits: z.array(deviceLimitView).readonly(),
    version: z.int().min(0).meta({ description: "Rises with every change; it is the ETag. 0: nothing was set yet." }),
    updatedAt: timestamp.nullable(),
  })
  .meta({ id: "DeviceLimits" });
export type DeviceLimitsView = z.output<typeof deviceLimitsView>;

export const updateLimitsInput = z
  .strictObject({
    limits: overrides(TENANT_LIMITS).optional(),
    policies: z
      .strictObject(policyShape((schema) => schema.nullable().optional()))
      .optional()
      .meta({ description: "Null goes back to the default." }),
  })
  .refine((change) => Object.keys({ ...change.limits, ...change.policies }).length > 0, {
    message: "must change a limit or a policy",
  })
  .meta({ id: "UpdateLimits" });
export type UpdateLimitsInput = z.output<typeof updateLimitsInput>;

export const updateDeviceLimitsInput = z
  .strictObject({ limits: overrides(DEVICE_LIMITS) })
  .refine(({ limits }) => Object.keys(limits).length > 0, { message: "must change a limit" })
  .meta({ id: "UpdateDeviceLimits" });
export type UpdateDeviceLimitsInput = z.output<typeof updateDeviceLimitsInput>;

function overrides(names: readonly LimitName[]) {
  const fields = names.map((name) => {
    const [min, max] = LIMIT_RANGES[name];
    return [name, z.int().min(min).max(max).nullable().optional()] as const;
  });
  return z
    .strictObject(Object.fromEntries(fields) as Record<LimitName, z.ZodOptional<z.ZodNullable<z.ZodInt>>>)
    .partial()
    .meta({ description: "What is left out stays. Null goes back to the ceiling; nothing may be above it." });
}

function policyShape<Schema extends z.ZodType>(wrap: (schema: z.ZodType<string | number>) => Schema) {
  const fields = POLICY_NAMES.map((name) => {
    const values = POLICY_VALUES[name];
    const schema = "min" in values ? z.int().min(values.min).max(values.max) : z.enum([...values]);
    return [name, wrap(schema)] as const;
  });
  return Object.fromEntries(fields) as Record<PolicyName, Schema>;
}

/** @throws ApiError at each field that is above its ceiling */
export function requireBelow(ceilings: Limits, wanted: Readonly<Partial<Record<LimitName, number | null>>>): void {
  const issues = (Object.entries(wanted) as [LimitName, number | null][]).flatMap(([name, value]): Issue[] => {
    if (value === null || lowerLimit(name, ceilings[name], value) === value) return [];
    const message =
      isRate(name) && value === 0
        ? `must not be unlimited: at most ${ceilings[name]} are allowed here`
        : `must be at most ${ceilings[name]}, which is allowed here`;
    return [{ path: ["limits", name], code: "above_ceiling", message }];
  });
  if (issues.length > 0) throw new ApiError("invalid_request", "A limit cannot be set above its ceiling.", { issues });
}

/** What is stored, changed: null takes away. */
export function change<Value>(
  stored: Readonly<Record<string, Value>>,
  wanted: Readonly<Record<string, Value | null | undefined>> = {},
): Record<string, Value> {
  const changed = Object.entries({ ...stored, ...wanted });
  return Object.fromEntries(changed.filter((entry): entry is [string, Value] => entry[1] != null));
}

/** Of all that is stored, what was asked to change; null where there is nothing. */
export function pickOf<Value>(
  stored: Readonly<Record<string, Value>>,
  wanted: Readonly<Record<string, unknown>> = {},
): Record<string, Value | null> {
  return Object.fromEntries(Object.keys(wanted).map((name) => [name, stored[name] ?? null]));
}

export function presentPolicies(policies: Policies): LimitsView["policies"] {
  return { ...policies };
}
