"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { DEFAULT_POLICIES, POLICY_VALUES } from "#core/policies.ts";
import { StaleEdit } from "../_forms/stale-edit.tsx";
import { useEdit } from "../_forms/use-edit.ts";
import type { LimitsView } from "../_services/limits/limit.ts";
import { Button } from "../_ui/button.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { Field } from "../_ui/field.tsx";
import { Input, Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { saveLimits } from "./actions.ts";

interface PoliciesFormProps {
  readonly tenantSlug: string;
  readonly limits: LimitsView;
  readonly mayWrite: boolean;
}

const CHOICES = ["overRate", "fullQueue"] as const;
const NUMBERS = ["flappingConnectsMax", "flappingWindowSeconds", "flappingBanSeconds"] as const;

/** Which way things are done at a limit, and what becomes of client ids that keep connecting. */
export function PoliciesForm({ tenantSlug, limits, mayWrite }: PoliciesFormProps) {
  const t = useTranslations("limits.policies");
  const edit = useEdit(limits, ({ policies, version }) => ({ values: textsOf(policies), version }));
  const { values, stale } = edit;
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const faults = new Set(NUMBERS.filter((name) => !isPossible(name, values[name] ?? "")));
  const set = (name: string, value: string) => edit.set({ [name]: value });
  const send = (texts: typeof values, version: number) => {
    const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number(texts[name])]));
    const choices = Object.fromEntries(CHOICES.map((name) => [name, texts[name]]));
    return saveLimits(tenantSlug, { policies: { ...choices, ...numbers } }, version);
  };
  const save = (over: "begun" | "theirs") =>
    start(async () => {
      setFailure(undefined);
      if (faults.size > 0) return;
      const saved = await (over === "begun" ? edit.save(send) : edit.keepMine(send));
      if (saved.ok) toast(t("saved"));
      else if (saved.theirs === undefined) setFailure(saved.message);
    });
  return (
    <form
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        save("begun");
      }}
    >
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      {stale === undefined ? null : (
        <StaleEdit
          stale={stale}
          label={(name) => t(`${name}.label` as "overRate.label")}
          show={(name, value) =>
            CHOICES.some((choice) => choice === name) ? t(`${name}.${value}` as "overRate.slow") : value
          }
          saving={pending}
          onKeepMine={() => save("theirs")}
          onTakeTheirs={edit.takeTheirs}
        />
      )}
      <Card aria-labelledby="at-limits">
        <CardHeader id="at-limits" title={t("atLimits.title")} description={t("atLimits.text")} />
        <CardBody className="grid gap-5 sm:grid-cols-2">
          {CHOICES.map((name) => (
            <Field key={name} name={name} label={t(`${name}.label`)} hint={t(`${name}.hint`)}>
              {(control) => (
                <Select
                  {...control}
                  disabled={!mayWrite}
                  value={values[name] ?? ""}
                  onChange={(event) => set(name, event.target.value)}
                >
                  {(POLICY_VALUES[name] as readonly string[]).map((value) => (
                    <option key={value} value={value}>
                      {t(`${name}.${value}` as "overRate.slow")}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ))}
        </CardBody>
      </Card>
      <Card aria-labelledby="flapping">
        <CardHeader id="flapping" title={t("flapping.title")} description={t("flapping.text")} />
        <CardBody className="grid gap-5 sm:grid-cols-3">
          {NUMBERS.map((name) => (
            <Field
              key={name}
              name={name}
              label={t(`${name}.label`)}
              hint={t(`${name}.hint`)}
              error={faults.has(name) ? t("range", rangeOf(name)) : undefined}
            >
              {(control) => (
                <Input
                  {...control}
                  inputMode="numeric"
                  autoComplete="off"
                  disabled={!mayWrite}
                  value={values[name] ?? ""}
                  placeholder={String(DEFAULT_POLICIES[name])}
                  onChange={(event) => set(name, event.target.value)}
                />
              )}
            </Field>
          ))}
        </CardBody>
      </Card>
      {mayWrite ? (
        <div>
          <Button type="submit" variant="primary" pending={pending}>
            {t("save")}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function textsOf(policies: LimitsView["policies"]): Record<string, string> {
  return Object.fromEntries(Object.entries(policies).map(([name, value]) => [name, String(value)]));
}

function rangeOf(name: (typeof NUMBERS)[number]): { min: number; max: number } {
  const values = POLICY_VALUES[name];
  return "min" in values ? { min: values.min, max: values.max } : { min: 0, max: 0 };
}

function isPossible(name: (typeof NUMBERS)[number], text: string): boolean {
  const { min, max } = rangeOf(name);
  return /^\d{1,9}$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;
}
