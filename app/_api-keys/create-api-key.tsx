"use client";

import { CircleAlert, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent, useId, useState } from "react";
import { TEXT_LIMITS } from "#core/limits.ts";
import { API_KEY_SCOPES } from "#core/permissions.ts";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { CodeBlock } from "../_ui/code-block.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Dialog, DialogActions, type DialogChange, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Input, Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { type CreateApiKeyState, createApiKey } from "./actions.ts";

interface CreateApiKeyProps {
  readonly tenantSlug: string;
  readonly consoleUrl: string;
}

/** The button and its dialog; each opening begins anew, so that a key is never shown twice. */
export function CreateApiKey(props: CreateApiKeyProps) {
  const t = useTranslations("apiKeys.create");
  const [open, setOpen] = useState(false);
  const [round, setRound] = useState(0);
  const [keyShown, setKeyShown] = useState(false);
  const show = () => {
    setRound((before) => before + 1);
    setKeyShown(false);
    setOpen(true);
  };
  const onOpenChange = (next: boolean, details: DialogChange) => {
    if (next) show();
    // The key is shown this once: a slip of the finger must not take it away.
    else if (keyShown && (details.reason === "escape-key" || details.reason === "outside-press")) details.cancel();
    else setOpen(false);
  };
  useHotkey("c", show, t("title"));
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      className="w-[34rem]"
      title={keyShown ? t("onceTitle") : t("title")}
      description={keyShown ? t("onceText") : t("text")}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          {t("title")}
        </Button>
      }
    >
      <CreateForm key={round} {...props} onKeyShown={() => setKeyShown(true)} />
    </Dialog>
  );
}

const EXPIRIES = ["never", "30", "90", "365"] as const;

function CreateForm({ tenantSlug, consoleUrl, onKeyShown }: CreateApiKeyProps & { readonly onKeyShown: () => void }) {
  const t = useTranslations("apiKeys.create");
  const common = useTranslations("common");
  const scopesError = useId();
  const [state, send, pending] = useActionState<CreateApiKeyState, FormData>(
    createApiKey.bind(null, tenantSlug),
    EMPTY_FORM,
  );
  const isCreated = state.created !== undefined;
  const tellShown = useEffectEvent(onKeyShown);
  useEffect(() => {
    if (isCreated) tellShown();
  }, [isCreated]);
  if (state.created !== undefined) return <KeyOnce secret={state.created.secret} consoleUrl={consoleUrl} />;
  const chosen = new Set((state.values.scopes ?? "read devices").split(" "));
  return (
    <form action={send} noValidate className="flex flex-col gap-4">
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <Field name="name" label={t("name")} hint={t("nameHint")} error={state.errors.name}>
        {(control) => (
          <Input
            {...control}
            required
            autoFocus
            autoComplete="off"
            maxLength={TEXT_LIMITS.apiKeyNameCharsMax}
            defaultValue={state.values.name}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1" aria-describedby={state.errors.scopes ? scopesError : undefined}>
        <legend className="mb-1 text-sm font-medium">{t("scopes")}</legend>
        {API_KEY_SCOPES.map((scope) => (
          <label
            key={`${scope} ${chosen.has(scope)}`}
            className="flex cursor-pointer items-start gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover"
          >
            <input
              type="checkbox"
              name="scopes"
              value={scope}
              defaultChecked={chosen.has(scope)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="text-sm">
              <code className="font-mono text-xs">{scope}</code>
              <span className="block text-xs text-muted">{t(`scope.${scope}`)}</span>
            </span>
          </label>
        ))}
        {state.errors.scopes === undefined ? null : (
          <p id={scopesError} role="alert" className="flex items-start gap-1.5 text-xs text-danger">
            <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
            {state.errors.scopes}
          </p>
        )}
      </fieldset>
      <Field name="expiry" label={t("expiry")}>
        {(control) => (
          <Select {...control} key={state.values.expiry} defaultValue={state.values.expiry ?? "90"}>
            {EXPIRIES.map((expiry) => (
              <option key={expiry} value={expiry}>
                {expiry === "never" ? t("never") : t("days", { days: Number(expiry) })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button type="submit" variant="primary" pending={pending}>
          {t("submit")}
        </Button>
      </DialogActions>
    </form>
  );
}

/** The key, for the only time, with a request that uses it. */
function KeyOnce({ secret, consoleUrl }: { readonly secret: string; readonly consoleUrl: string }) {
  const t = useTranslations("apiKeys.create");
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center justify-between gap-2 rounded-md border bg-code py-0.5 pr-0.5 pl-2.5">
        <code className="min-w-0 font-mono text-sm break-all">{secret}</code>
        <CopyButton text={secret} label={t("copy")} />
      </div>
      <div className="flex flex-col gap-1.5">
        <h3 className="text-sm font-medium">{t("try")}</h3>
        <CodeBlock
          code={`curl -X POST ${consoleUrl}/api/v1/devices \\\n  -H "Authorization: Bearer ${secret}" \\\n  -H "Content-Type: application/json" \\\n  -d '{"name":"sensor-2"}'`}
        />
      </div>
      <DialogActions>
        <DialogClose render={<Button variant="primary">{t("kept")}</Button>} />
      </DialogActions>
    </div>
  );
}
