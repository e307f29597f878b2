"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { MEMBER_ROLES, type MemberRole } from "#core/permissions.ts";

interface RoleChoiceProps {
  /** Of the form's field. */
  readonly name?: string;
  readonly value: MemberRole;
  readonly onChange: (role: MemberRole) => void;
  /** Only owners make owners. */
  readonly mayMakeOwners: boolean;
}

/** The four roles with what each may do. */
export function RoleChoice({ name, value, onChange, mayMakeOwners }: RoleChoiceProps) {
  const t = useTranslations("members");
  const own = useId();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1.5 text-sm font-medium">{t("changeRole.legend")}</legend>
      {MEMBER_ROLES.filter((role) => role !== "owner" || mayMakeOwners).map((role) => (
        <label
          key={role}
          className="flex cursor-pointer items-start gap-2.5 rounded-md border border-transparent px-2 py-1.5 hover:bg-hover has-checked:border-line has-checked:bg-sunken"
        >
          <input
            type="radio"
            name={name ?? own}
            value={role}
            checked={value === role}
            onChange={() => onChange(role)}
            className="mt-1 accent-accent"
          />
          <span className="text-sm">
            {t(`roles.${role}`)}
            <span className="block text-xs text-muted">{t(`roleTexts.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
