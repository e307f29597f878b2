"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState, useTransition } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { ROLE_TEMPLATES, type RoleTemplate } from "#core/role-templates.ts";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { Card, CardBody } from "../_ui/card.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { createRole } from "./actions.ts";
import { RuleWords } from "./rule-words.tsx";
import { TEMPLATE_WORDS } from "./template-words.ts";

type Choice = RoleTemplate["id"] | "empty";

const wordsOf = (choice: Choice) => (choice === "empty" ? choice : TEMPLATE_WORDS[choice]);

interface NewRoleFormProps {
  readonly tenantSlug: string;
  readonly template: Choice;
}

/** A name and what to begin with; the rules themselves are edited on the role's own page. */
export function NewRoleForm({ tenantSlug, template }: NewRoleFormProps) {
  const t = useTranslations("roles");
  const router = useRouter();
  const groupName = useId();
  const [choice, setChoice] = useState<Choice>(template);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [error, setError] = useState<{ readonly name?: string; readonly message?: string }>({});
  const [pending, start] = useTransition();
  const rules = ROLE_TEMPLATES.find(({ id }) => id === choice)?.rules ?? [];

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const outcome = await createRole(tenantSlug, { name, description, rules });
      if (outcome.ok) router.push(`/${tenantSlug}/roles/${outcome.value.id}`);
      else setError(outcome.field === "name" ? { name: outcome.message } : { message: outcome.message });
    });
  };

  return (
    <form
      noValidate
      onSubmit={onSubmit}
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]"
    >
      <div className="flex flex-col gap-5">
        {error.message === undefined ? null : <Notice tone="danger">{error.message}</Notice>}
        <Field name="name" label={t("create.name")} hint={t("create.nameHint")} error={error.name}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={ACCESS_LIMITS.roleNameCharsMax}
              placeholder={t("create.nameExample")}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 text-sm font-medium">{t("create.beginWith")}</legend>
          {(["own-subtree", "read-only", "gateway", "anonymous", "empty"] as const).map((id) => (
            <label
              key={id}
              className="flex cursor-pointer items-start gap-3 rounded-lg border bg-surface px-3 py-2.5 shadow-card transition-colors hover:bg-hover/50 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-ring"
            >
              <input
                type="radio"
                name={groupName}
                checked={choice === id}
                onChange={() => setChoice(id)}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span className="flex flex-col">
                <span className="text-sm font-medium">{t(`templates.${wordsOf(id)}.name`)}</span>
                <span className="text-xs text-muted">{t(`templates.${wordsOf(id)}.text`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field name="description" label={t("create.description")} aside={t("create.optional")}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              maxLength={ACCESS_LIMITS.descriptionCharsMax}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        <div className="flex items-center gap-2">
          <Button type="submit" variant="primary" pending={pending}>
            {t("create.submit")}
          </Button>
          <Link href={`/${tenantSlug}/roles`} className={buttonStyle({ variant: "quiet" })}>
            {t("create.cancel")}
          </Link>
        </div>
      </div>
      <Card className="lg:mt-6">
        <CardBody className="flex flex-col gap-3">
          <h2 className="text-xs font-medium text-muted">{t("create.preview")}</h2>
          {rules.length === 0 ? <p className="text-sm text-muted">{t("create.noRules")}</p> : null}
          {rules.map((rule) => (
            <RuleWords key={`${rule.action} ${rule.filter}`} rule={rule} />
          ))}
          <p className="border-t pt-3 text-xs text-muted">{t("create.defaultDeny")}</p>
        </CardBody>
      </Card>
    </form>
  );
}
