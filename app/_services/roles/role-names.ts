import { z } from "zod";
import { ACCESS_LIMITS } from "#core/limits.ts";

/** Each names a role, and none twice. */
export const roleNames = (max: number) =>
  z
    .array(z.string().min(1).max(ACCESS_LIMITS.roleNameCharsMax))
    .max(max)
    .refine((names) => new Set(names).size === names.length, { message: "must name each role once" })
    .meta({ description: "Names of roles, asked in this order." });
