"use client";

import { useTranslations } from "next-intl";
import { TEMPLATES } from "./templates.ts";

interface TemplateChoiceProps {
  readonly role: string;
  /** Put into the words, so that the rule reads as it will be. */
  readonly deviceName: string;
  readonly onChange: (role: string) => void;
}

/** What the device is for; each choice says in words what it may do. */
export function TemplateChoice({ role, deviceName, onChange }: TemplateChoiceProps) {
  const t = useTranslations("devices.templates");
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{t("legend")}</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        {TEMPLATES.map(({ id, role: each, icon: Icon }) => (
          <label
            key={id}
            className="relative flex cursor-pointer flex-col gap-1.5 rounded-lg border border-line-control/60 bg-surface p-3 shadow-card transition-colors hover:bg-hover/60 has-checked:border-accent has-checked:bg-accent-soft/50 has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring"
          >
            <input
              type="radio"
              name="role"
              value={each}
              checked={role === each}
              onChange={() => onChange(each)}
              className="absolute top-3.5 right-3 accent-accent"
            />
            <span className="flex items-center gap-2 text-sm font-medium">
              <Icon aria-hidden className="size-4 text-accent-text" />
              {t(`${id}.name`)}
            </span>
            <span className="text-xs text-muted">
              {t.rich(`${id}.text`, {
                device: deviceName,
                code: (part) => <code className="font-mono break-all text-ink">{part}</code>,
              })}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
