import { z } from "zod";
import { TEXT_LIMITS } from "#core/limits.ts";
import { tenantName, tenantSlug } from "../tenants/tenant.ts";
import { oneLine } from "../text.ts";

/** Somebody signed in, before it is known in which tenant they act. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** The network address of the request, where known. */
  readonly address: string | undefined;
  /** Where they are signed in; undefined while they are not yet. */
  readonly userSessionId?: string | undefined;
}

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(TEXT_LIMITS.emailCharsMax)
  .pipe(z.email("must be an e-mail address"));

/** A new password. Length is what counts; any characters do. */
export const newPassword = z
  .string()
  .min(TEXT_LIMITS.passwordCharsMin)
  .max(TEXT_LIMITS.passwordCharsMax)
  .refine((text) => text.isWellFormed(), { message: "must be text" });

export const personName = oneLine(TEXT_LIMITS.personNameCharsMax);

export const changePasswordInput = z.strictObject({
  current: z.string().min(1).max(TEXT_LIMITS.passwordCharsMax),
  next: newPassword,
});
export type ChangePasswordInput = z.output<typeof changePasswordInput>;

/** Somebody new, by an invitation. */
export const acceptAsNewInput = z.strictObject({ name: personName, email, password: newPassword });
export type AcceptAsNewInput = z.output<typeof acceptAsNewInput>;

export const signUpInput = z.strictObject({
  name: personName,
  email,
  password: newPassword,
  tenantName,
  tenantSlug,
});
export type SignUpInput = z.output<typeof signUpInput>;

/** A password that is only compared: it may be older than today's rule for new ones. */
export const signInInput = z.strictObject({ email, password: z.string().min(1).max(TEXT_LIMITS.passwordCharsMax) });
export type SignInInput = z.output<typeof signInInput>;
