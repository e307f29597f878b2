"use client";

import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { KEYS_PER_ISSUER_MAX } from "#core/token.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Input, Select, Textarea } from "../_ui/input.tsx";
import type { KeyDraft } from "./issuer-draft.ts";

interface KeyListProps {
  readonly keys: readonly KeyDraft[];
  readonly onChange: (keys: readonly KeyDraft[]) => void;
  /** What is wrong with the key at this place. */
  readonly errorAt: (index: number) => string | undefined;
  readonly disabled: boolean;
}

const ENCODINGS = ["utf8", "base64", "base64url", "hex"] as const;

/** The keys that an issuer is given by hand: those it has, and those being entered. */
export function KeyList({ keys, onChange, errorAt, disabled }: KeyListProps) {
  const t = useTranslations("deviceSignIn.form");
  const marks = useRef(keys.length);
  const replace = (index: number, key: KeyDraft) => onChange(keys.map((one, at) => (at === index ? key : one)));
  const remove = (index: number) => onChange(keys.filter((_, at) => at !== index));
  const add = (kind: "public" | "secret") => {
    const mark = ++marks.current;
    const fresh = { mark, text: "", kid: "" };
    onChange([...keys, kind === "public" ? { kind, ...fresh } : { kind, ...fresh, encoding: "utf8" }]);
  };
  return (
    <div className="flex flex-col gap-3">
      {keys.length === 0 ? <p className="text-sm text-muted">{t("noKeys")}</p> : null}
      <ul className="flex flex-col gap-2">
        {keys.map((key, index) => (
          <li
            key={key.kind === "kept" ? key.fingerprint : `new ${key.mark}`}
            className="flex items-start gap-3 rounded-lg border bg-sunken/60 p-3"
          >
            <KeyRound aria-hidden className="mt-1 size-4 shrink-0 text-muted" />
            <div className="flex min-w-0 flex-1 flex-col gap-3">
              {key.kind === "kept" ? (
                <KeptKey keyDraft={key} error={errorAt(index)} />
              ) : (
                <NewKey
                  keyDraft={key}
                  place={index + 1}
                  error={errorAt(index)}
                  onChange={(next) => replace(index, next)}
                />
              )}
            </div>
            {disabled ? null : (
              <Button
                variant="quiet"
                size="iconSm"
                onClick={() => remove(index)}
                aria-label={t("removeKey", { place: index + 1 })}
                title={t("removeKey", { place: index + 1 })}
              >
                <Trash2 aria-hidden />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {disabled || keys.length >= KEYS_PER_ISSUER_MAX ? null : (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => add("public")}>
            <Plus aria-hidden />
            {t("addPublic")}
          </Button>
          <Button onClick={() => add("secret")}>
            <Plus aria-hidden />
            {t("addSecret")}
          </Button>
        </div>
      )}
    </div>
  );
}

function KeptKey({
  keyDraft: { algorithm, kid, fingerprint },
  error,
}: {
  readonly keyDraft: Extract<KeyDraft, { kind: "kept" }>;
  readonly error: string | undefined;
}) {
  const t = useTranslations("deviceSignIn.form");
  return (
    <>
      <span className="flex flex-wrap items-center gap-2">
        <Badge tone="accent">{algorithm}</Badge>
        {kid === null ? (
          <span className="text-xs text-muted">{t("anyKid")}</span>
        ) : (
          <code className="font-mono text-xs break-all">{kid}</code>
        )}
        {error === undefined ? null : <span className="text-xs text-danger">{error}</span>}
      </span>
      <code className="-mt-2 truncate font-mono text-xs text-muted" title={fingerprint}>
        {fingerprint}
      </code>
    </>
  );
}

interface NewKeyProps {
  readonly keyDraft: Exclude<KeyDraft, { kind: "kept" }>;
  readonly place: number;
  readonly error: string | undefined;
  readonly onChange: (key: KeyDraft) => void;
}

function NewKey({ keyDraft: key, place, error, onChange }: NewKeyProps) {
  const t = useTranslations("deviceSignIn.form");
  const typed = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;
  return (
    <>
      {key.kind === "public" ? (
        <Field name={`key-${place}`} label={t("publicKey", { place })} hint={t("publicKeyHint")} error={error}>
          {(control) => (
            <Textarea
              {...control}
              {...typed}
              value={key.text}
              onChange={(event) => onChange({ ...key, text: event.target.value })}
              placeholder={"-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----"}
              className="min-h-28 font-mono text-xs"
            />
          )}
        </Field>
      ) : (
        <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_10rem]">
          <Field name={`key-${place}`} label={t("secret", { place })} hint={t("secretHint")} error={error}>
            {(control) => (
              <Input
                {...control}
                {...typed}
                type="password"
                autoComplete="new-password"
                value={key.text}
                onChange={(event) => onChange({ ...key, text: event.target.value })}
                className="font-mono"
              />
            )}
          </Field>
          <Field name={`encoding-${place}`} label={t("encoding")}>
            {(control) => (
              <Select
                {...control}
                value={key.encoding}
                onChange={(event) =>
                  onChange({ ...key, encoding: ENCODINGS.find((one) => one === event.target.value) ?? "utf8" })
                }
              >
                {ENCODINGS.map((encoding) => (
                  <option key={encoding} value={encoding}>
                    {t(`encodings.${encoding}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      )}
      <Field name={`kid-${place}`} label={t("kid")} aside={t("optional")} hint={t("kidHint")}>
        {(control) => (
          <Input
            {...control}
            {...typed}
            value={key.kid}
            onChange={(event) => onChange({ ...key, kid: event.target.value })}
            className="font-mono"
          />
        )}
      </Field>
    </>
  );
}
