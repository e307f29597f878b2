"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState, useTransition } from "react";
import { CLOCK_SKEW_SECONDS_MAX } from "#core/token.ts";
import { StaleEdit } from "../_forms/stale-edit.tsx";
import { useEdit } from "../_forms/use-edit.ts";
import type { TokenIssuerView } from "../_services/token-issuers/token-issuer.ts";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { Field } from "../_ui/field.tsx";
import { Input, Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { Segments } from "../_ui/segments.tsx";
import { toast } from "../_ui/toast.tsx";
import { createIssuer, updateIssuer } from "./actions.ts";
import type { FieldFault } from "./field-faults.ts";
import { draftOf, EMPTY_ISSUER, type IssuerDraft, PUBLISHED_ALGORITHMS } from "./issuer-draft.ts";
import { KeyList } from "./key-list.tsx";

interface IssuerFormProps {
  readonly tenantSlug: string;
  /** Undefined: a new one. */
  readonly issuer?: TokenIssuerView;
  readonly mayWrite: boolean;
}

/** Who signs, by which keys, and how its tokens are read. */
export function IssuerForm({ tenantSlug, issuer, mayWrite }: IssuerFormProps) {
  const t = useTranslations("deviceSignIn.form");
  const router = useRouter();
  const edit = useEdit(issuer, (saved: TokenIssuerView | undefined) => ({
    values: saved === undefined ? EMPTY_ISSUER : draftOf(saved),
    version: saved?.version ?? 0,
  }));
  const draft = edit.values;
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const change = (part: Partial<IssuerDraft>) => edit.set(part);
  const errorOf = (field: string) => {
    const found = faults.find((one) => one.field === field);
    return found === undefined ? undefined : t(`faults.${found.fault}`, { max: CLOCK_SKEW_SECONDS_MAX });
  };
  const text = (
    field: "name" | "issuer" | "audience" | "jwksUrl" | "clockSkewSeconds" | "deviceClaim" | "rightsClaim",
  ) => ({
    value: draft[field],
    onChange: (event: { target: { value: string } }) => change({ [field]: event.target.value }),
    disabled: !mayWrite,
    autoComplete: "off",
    autoCapitalize: "none",
    spellCheck: false,
  });

  const sendDraft = async (values: IssuerDraft, version: number) => {
    const saved =
      issuer === undefined
        ? await createIssuer(tenantSlug, values)
        : await updateIssuer(tenantSlug, issuer.id, values, version);
    setFaults(saved.faults ?? []);
    return saved;
  };
  function send(over: "begun" | "theirs") {
    start(async () => {
      const saved = await (over === "begun" ? edit.save(sendDraft) : edit.keepMine(sendDraft));
      const placed = "faults" in saved && saved.faults !== undefined;
      setFailure(saved.ok || saved.theirs !== undefined || placed ? undefined : saved.message);
      if (!saved.ok) return;
      toast(t(issuer === undefined ? "created" : "saved"));
      if (issuer === undefined) router.push(`/${tenantSlug}/device-sign-in/${saved.value.id}`);
      // Keys that were entered are kept ones now.
      edit.set(draftOf(saved.value));
    });
  }

  const published = draft.keysFrom === "published";
  return (
    <form
      noValidate
      className="flex max-w-3xl flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        send("begun");
      }}
    >
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      {edit.stale === undefined ? null : (
        <StaleEdit
          stale={edit.stale}
          label={(field) => t(FIELD_WORDS[field])}
          show={showField}
          saving={pending}
          onKeepMine={() => send("theirs")}
          onTakeTheirs={edit.takeTheirs}
        />
      )}
      {faults.length === 0 ? null : (
        <p role="status" className="sr-only">
          {t("faultsFound", { count: faults.length })}
        </p>
      )}
      <Section title={t("who")} text={t("whoText")}>
        <Field name="name" label={t("name")} hint={t("nameHint")} error={errorOf("name")}>
          {(control) => <Input {...control} {...text("name")} autoCapitalize="sentences" />}
        </Field>
        <Field name="issuer" label={t("issuer")} hint={t("issuerHint")} error={errorOf("issuer")}>
          {(control) => (
            <Input {...control} {...text("issuer")} className="font-mono" placeholder="https://id.example.com" />
          )}
        </Field>
        <Field
          name="audience"
          label={t("audience")}
          aside={published ? undefined : t("optional")}
          hint={t("audienceHint")}
          error={errorOf("audience")}
        >
          {(control) => <Input {...control} {...text("audience")} className="font-mono" placeholder="hato" />}
        </Field>
      </Section>

      <Section title={t("keys")} text={t("keysText")}>
        {mayWrite ? (
          <Segments
            label={t("keys")}
            value={draft.keysFrom}
            onChange={(keysFrom) => change({ keysFrom })}
            options={[
              { value: "given", label: t("given") },
              { value: "published", label: t("published") },
            ]}
            className="self-start"
          />
        ) : null}
        {published ? (
          <>
            <Field name="jwksUrl" label={t("jwksUrl")} hint={t("jwksUrlHint")} error={errorOf("jwksUrl")}>
              {(control) => (
                <Input
                  {...control}
                  {...text("jwksUrl")}
                  inputMode="url"
                  className="font-mono"
                  placeholder="https://id.example.com/.well-known/jwks.json"
                />
              )}
            </Field>
            <Choices
              legend={t("algorithms")}
              hint={t("algorithmsHint")}
              error={errorOf("algorithms")}
              disabled={!mayWrite}
              chosen={draft.algorithms}
              onChange={(algorithms) => change({ algorithms })}
            />
          </>
        ) : (
          <>
            <KeyList
              keys={draft.keys}
              onChange={(keys) => change({ keys })}
              errorAt={(index) => errorOf(`keys.${index}`)}
              disabled={!mayWrite}
            />
            {errorOf("keys") === undefined ? null : <Notice tone="danger">{errorOf("keys")}</Notice>}
          </>
        )}
      </Section>

      <Section title={t("reading")} text={t("readingText")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field name="deviceClaim" label={t("deviceClaim")} hint={t("deviceClaimHint")} error={errorOf("deviceClaim")}>
            {(control) => <Input {...control} {...text("deviceClaim")} className="font-mono" />}
          </Field>
          <Field name="deviceBy" label={t("deviceBy")}>
            {(control) => (
              <Select
                {...control}
                disabled={!mayWrite}
                value={draft.deviceBy}
                onChange={(event) => change({ deviceBy: event.target.value === "id" ? "id" : "name" })}
              >
                <option value="name">{t("byName")}</option>
                <option value="id">{t("byId")}</option>
              </Select>
            )}
          </Field>
        </div>
        <Field
          name="clockSkewSeconds"
          label={t("clockSkew")}
          hint={t("clockSkewHint")}
          error={errorOf("clockSkewSeconds")}
          className="sm:max-w-60"
        >
          {(control) => <Input {...control} {...text("clockSkewSeconds")} inputMode="numeric" />}
        </Field>
        <label className="flex cursor-pointer items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            className="mt-0.5 size-4 shrink-0 accent-accent"
            disabled={!mayWrite}
            checked={draft.withRights}
            onChange={(event) => change({ withRights: event.target.checked })}
          />
          <span>
            {t("withRights")}
            <span className="block text-xs text-muted">{t("withRightsText")}</span>
          </span>
        </label>
        {draft.withRights ? (
          <div className="grid gap-4 border-l-2 pl-4 sm:grid-cols-2">
            <Field
              name="rightsClaim"
              label={t("rightsClaim")}
              hint={t("rightsClaimHint")}
              error={errorOf("rightsClaim")}
            >
              {(control) => <Input {...control} {...text("rightsClaim")} className="font-mono" />}
            </Field>
            <Field name="rightsMode" label={t("rightsMode")} hint={t(`modeHint.${draft.rightsMode}`)}>
              {(control) => (
                <Select
                  {...control}
                  disabled={!mayWrite}
                  value={draft.rightsMode}
                  onChange={(event) => change({ rightsMode: event.target.value === "replace" ? "replace" : "narrow" })}
                >
                  <option value="narrow">{t("narrow")}</option>
                  <option value="replace">{t("replace")}</option>
                </Select>
              )}
            </Field>
          </div>
        ) : null}
      </Section>

      {mayWrite ? (
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" pending={pending}>
            {t(issuer === undefined ? "create" : "save")}
          </Button>
          <Link href={`/${tenantSlug}/device-sign-in`} className={buttonStyle({ variant: "quiet" })}>
            {t("cancel")}
          </Link>
          {issuer === undefined ? null : <span className="text-xs text-muted">{t("saveEffect")}</span>}
        </div>
      ) : null}
    </form>
  );
}

/** Messages that name the fields of the draft. */
const FIELD_WORDS = {
  name: "name",
  issuer: "issuer",
  audience: "audience",
  keysFrom: "keys",
  keys: "keys",
  jwksUrl: "jwksUrl",
  algorithms: "algorithms",
  clockSkewSeconds: "clockSkew",
  deviceClaim: "deviceClaim",
  deviceBy: "deviceBy",
  withRights: "withRights",
  rightsClaim: "rightsClaim",
  rightsMode: "rightsMode",
} as const satisfies Record<keyof IssuerDraft, string>;

/** A key that is being entered is told by its first line alone: it may be a secret. */
function showField(_field: string, value: IssuerDraft[keyof IssuerDraft]): string {
  if (typeof value === "boolean") return value ? "✓" : "–";
  if (typeof value === "string") return value;
  return value
    .map((one) => (typeof one === "string" ? one : one.kind === "kept" ? one.fingerprint.slice(0, 12) : one.kid || "+"))
    .join(", ");
}

function Section({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <CardHeader id={id} title={title} description={text} />
      <CardBody className="flex flex-col gap-5">{children}</CardBody>
    </Card>
  );
}

interface ChoicesProps {
  readonly legend: string;
  readonly hint: string;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly chosen: IssuerDraft["algorithms"];
  readonly onChange: (chosen: IssuerDraft["algorithms"]) => void;
}

/** How published keys may sign. */
function Choices({ legend, hint, error, disabled, chosen, onChange }: ChoicesProps) {
  const id = useId();
  return (
    <fieldset aria-describedby={id} className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {PUBLISHED_ALGORITHMS.map((algorithm) => (
          <label key={algorithm} className="inline-flex min-h-6 cursor-pointer items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="size-4 shrink-0 accent-accent"
              disabled={disabled}
              checked={chosen.includes(algorithm)}
              onChange={(event) =>
                onChange(
                  PUBLISHED_ALGORITHMS.filter((one) =>
                    one === algorithm ? event.target.checked : chosen.includes(one),
                  ),
                )
              }
            />
            <code className="font-mono text-xs">{algorithm}</code>
          </label>
        ))}
      </div>
      <p id={id} className={error === undefined ? "text-xs text-muted" : "text-xs text-danger"}>
        {error ?? hint}
      </p>
    </fieldset>
  );
}
