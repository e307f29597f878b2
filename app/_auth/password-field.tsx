"use client";

import { useTranslations } from "next-intl";
import { TEXT_LIMITS } from "#core/limits.ts";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";

interface NewPasswordFieldProps {
  readonly name: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly autoFocus?: boolean;
}

/** Where a new password is typed. */
export function NewPasswordField({ name, label, error, autoFocus }: NewPasswordFieldProps) {
  const t = useTranslations("auth");
  return (
    <Field name={name} label={label} hint={t("passwordHint", { min: TEXT_LIMITS.passwordCharsMin })} error={error}>
      {(control) => (
        <Input
          {...control}
          type="password"
          autoComplete="new-password"
          required
          autoFocus={autoFocus}
          maxLength={TEXT_LIMITS.passwordCharsMax}
        />
      )}
    </Field>
  );
}
