"use client";

import { Check, Circle, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import type { TokenTestView } from "../_services/token-issuers/token-test.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";
import { Field } from "../_ui/field.tsx";
import { Textarea } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { type TestedToken, testToken } from "./actions.ts";
import { failedStep, TOKEN_STEPS } from "./token-steps.ts";

/** A token is pasted, and the broker says what would become of a device that shows it. */
export function TokenTestCard({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("deviceSignIn.test");
  const [token, setToken] = useState("");
  const [result, setResult] = useState<TestedToken>();
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();

  function test() {
    start(async () => {
      const outcome = await testToken(tenantSlug, token);
      setFailure(outcome.ok ? undefined : outcome.message);
      setResult(outcome.ok ? outcome.value : undefined);
    });
  }

  return (
    <Card aria-labelledby="test-token">
      <CardHeader id="test-token" title={t("title")} description={t("text")} />
      <CardBody className="flex flex-col gap-4">
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            test();
          }}
        >
          <Field name="token" label={t("token")} error={failure}>
            {(control) => (
              <Textarea
                {...control}
                value={token}
                onChange={(event) => setToken(event.target.value)}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                placeholder="eyJhbGciOiJFUzI1NiIsImtpZCI6…"
                className="min-h-24 font-mono text-xs break-all"
              />
            )}
          </Field>
          <Button type="submit" pending={pending} className="self-start">
            {t("submit")}
          </Button>
        </form>
        <div aria-live="polite" className="empty:hidden">
          {result === undefined ? null : <Result {...result} tenantSlug={tenantSlug} />}
        </div>
      </CardBody>
    </Card>
  );
}

const LINK = "text-accent-text underline underline-offset-2 hover:text-ink";

function Result({ result, refusal, tenantSlug }: TestedToken & { readonly tenantSlug: string }) {
  const t = useTranslations("deviceSignIn.test");
  const { keysFault, claimed, device, issuer, expiresAt, rights, listeners } = result;
  return (
    <div className="flex flex-col gap-4">
      {refusal === undefined ? (
        <Notice tone={listeners.length === 0 ? "warn" : "ok"} title={t("accepted", { device: device?.name ?? "" })}>
          {listeners.length === 0
            ? t("noListener")
            : t("listeners", { listeners: listeners.map((listener) => listener.toUpperCase()).join(" · ") })}
        </Notice>
      ) : (
        <Notice tone="danger" title={refusal.title}>
          {refusal.next}
          {keysFault === null ? null : <p>{t(`keysFaults.${keysFault}`)}</p>}
        </Notice>
      )}
      <Steps result={result} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm [&_dd]:min-w-0 [&_dd]:break-words [&_dt]:text-muted">
        {claimed === null ? null : (
          <>
            <dt>{t("iss")}</dt>
            <dd>
              {issuer === null ? null : (
                <Link href={`/${tenantSlug}/device-sign-in/${issuer.id}`} className={LINK}>
                  {issuer.name}
                </Link>
              )}
              <code className="block font-mono text-xs text-muted">{claimed.issuer}</code>
            </dd>
            <dt>{t("signedWith")}</dt>
            <dd className="flex flex-wrap items-center gap-1.5">
              <Badge>{claimed.alg}</Badge>
              {claimed.kid === null ? (
                <span className="text-xs text-muted">{t("noKid")}</span>
              ) : (
                <code className="font-mono text-xs break-all">{claimed.kid}</code>
              )}
            </dd>
          </>
        )}
        {device === null ? null : (
          <>
            <dt>{t("device")}</dt>
            <dd>
              {device.id === null ? (
                <code className="font-mono text-xs">{device.claimed}</code>
              ) : (
                <Link href={`/${tenantSlug}/devices/${device.id}`} className={LINK}>
                  {device.name}
                </Link>
              )}
            </dd>
          </>
        )}
        {expiresAt === null ? null : (
          <>
            <dt>{t("ends")}</dt>
            <dd>{t("endsAt", { at: new Date(expiresAt) })}</dd>
          </>
        )}
        {rights === null ? null : (
          <>
            <dt>{t("rights")}</dt>
            <dd className="flex flex-col gap-1">
              <span className="text-xs text-muted">{t(`mode.${rights.mode}`)}</span>
              {rights.rules.length === 0 ? <span>{t("noRules")}</span> : null}
              {rights.rules.map((rule) => (
                <code key={rule.position} className="font-mono text-xs break-all">
                  {rule.effect} {rule.action} {rule.filter}
                </code>
              ))}
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

/** How far the token came. */
function Steps({ result }: { readonly result: TokenTestView }) {
  const t = useTranslations("deviceSignIn.test");
  const failed = failedStep(result);
  const end = failed === undefined ? TOKEN_STEPS.length : TOKEN_STEPS.indexOf(failed);
  return (
    <ol className="flex flex-wrap gap-x-4 gap-y-1.5 text-xs">
      {TOKEN_STEPS.map((step, index) => {
        const state = index < end ? "passed" : index === end ? "failed" : "notAsked";
        const Icon = { passed: Check, failed: X, notAsked: Circle }[state];
        const colour = { passed: "text-ok", failed: "text-danger", notAsked: "text-faint" }[state];
        return (
          <li key={step} className={classes("inline-flex items-center gap-1", state === "notAsked" && "text-muted")}>
            <Icon aria-hidden className={classes("size-3.5 shrink-0", colour)} />
            {t(`steps.${step}`)}
            <span className="sr-only">{t(`states.${state}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
