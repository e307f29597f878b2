"use client";

import { Braces, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../../_ui/button.tsx";
import { Dialog } from "../../../_ui/dialog.tsx";
import { Field } from "../../../_ui/field.tsx";
import { Input } from "../../../_ui/input.tsx";
import { VARIABLE_CHARS_MAX, VARIABLES_MAX } from "../../publish/library.ts";
import { usePublishLibrary } from "../../publish/library-context.tsx";
import { BUILT_IN_FORMS, variableNameFault } from "../../publish/variables.ts";

/** The variables that are there, and a person's own. */
export function VariablesDialog() {
  const t = useTranslations("publish.variables");
  const { library, state } = usePublishLibrary();
  const { variables } = state;
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [error, setError] = useState<string>();
  const names = Object.keys(variables);

  function add() {
    const fault = variableNameFault(name, names);
    if (fault !== undefined) return setError(t(`fault.${fault}`));
    library.setVariables({ ...variables, [name]: value });
    setName("");
    setValue("");
  }

  return (
    <Dialog
      title={t("title")}
      description={t("lead")}
      trigger={
        <Button variant="quiet" size="iconSm" aria-label={t("title")} title={t("title")}>
          <Braces aria-hidden />
        </Button>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {BUILT_IN_FORMS.map((form) => (
          <div key={form} className="contents">
            <dt>
              <code className="font-mono text-xs">{form}</code>
            </dt>
            <dd className="text-muted">{t(`forms.${FORM_KEYS[form]}`)}</dd>
          </div>
        ))}
      </dl>
      <div className="flex flex-col gap-2">
        <h3 className="text-sm font-medium">{t("own")}</h3>
        {names.length === 0 ? <p className="text-sm text-muted">{t("none")}</p> : null}
        {names.map((known) => (
          <div key={known} className="flex items-center gap-2">
            <code className="w-32 shrink-0 truncate font-mono text-xs">{`{{${known}}}`}</code>
            <Input
              aria-label={t("valueOf", { name: known })}
              className="font-mono"
              maxLength={VARIABLE_CHARS_MAX}
              value={variables[known]}
              onChange={(event) => library.setVariables({ ...variables, [known]: event.target.value })}
            />
            <Button
              variant="quiet"
              size="iconSm"
              aria-label={t("remove", { name: known })}
              onClick={() => {
                const { [known]: _, ...others } = variables;
                library.setVariables(others);
              }}
            >
              <X aria-hidden />
            </Button>
          </div>
        ))}
        <form
          className="flex items-end gap-2"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            add();
          }}
        >
          <Field name="variableName" label={t("name")} error={error} className="w-32 shrink-0">
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoComplete="off"
                value={name}
                onChange={(event) => {
                  setName(event.target.value);
                  setError(undefined);
                }}
              />
            )}
          </Field>
          <Field name="variableValue" label={t("value")} className="flex-1">
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoComplete="off"
                maxLength={VARIABLE_CHARS_MAX}
                value={value}
                onChange={(event) => setValue(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" disabled={names.length >= VARIABLES_MAX}>
            <Plus aria-hidden />
            {t("add")}
          </Button>
        </form>
      </div>
    </Dialog>
  );
}

const FORM_KEYS = {
  "{{now}}": "now",
  "{{now s}}": "nowSeconds",
  "{{now iso}}": "nowIso",
  "{{uuid}}": "uuid",
  "{{rand}}": "rand",
  "{{rand 1 100}}": "randRange",
  "{{count}}": "count",
} as const satisfies Record<(typeof BUILT_IN_FORMS)[number], string>;
