"use client";

import { CircleCheck, CircleDashed, CircleX, FlaskConical, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccessTest } from "#core/access-test.ts";
import { ACCESS_LIMITS } from "#core/limits.ts";
import type { RoleCheckView } from "../_services/roles/role.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { TestDialog } from "./test-dialog.tsx";

interface TestListProps {
  readonly tenantSlug: string;
  readonly tests: readonly AccessTest[];
  /** In the order of the tests; undefined while they were not asked. */
  readonly results: RoleCheckView["tests"] | undefined;
  readonly readOnly: boolean;
  readonly onChange: (tests: readonly AccessTest[]) => void;
}

/** What must stay true of the role: asked again at every change, and before every save. */
export function TestList({ tenantSlug, tests, results, readOnly, onChange }: TestListProps) {
  const t = useTranslations("roles.tests");
  const [editing, setEditing] = useState<number | "new">();
  const known = results?.length === tests.length ? results : undefined;
  return (
    <Card aria-labelledby="access-tests">
      <CardHeader
        id="access-tests"
        title={t("title")}
        description={t("lead")}
        actions={
          readOnly ? undefined : (
            <Button
              size="sm"
              disabled={tests.length >= ACCESS_LIMITS.testsPerRoleMax}
              onClick={() => setEditing("new")}
            >
              <Plus aria-hidden />
              {t("add")}
            </Button>
          )
        }
      />
      {tests.length === 0 ? (
        <p className="flex items-start gap-2.5 px-4 py-5 text-sm text-muted">
          <FlaskConical aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t("empty")}
        </p>
      ) : (
        <ul aria-label={t("title")} className="divide-y">
          {tests.map((test, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names may be the same, and nothing in the line has a state
            <li key={index} className="flex items-start gap-3 px-4 py-2.5">
              <Mark result={known?.[index]} />
              <div className="flex min-w-0 flex-1 flex-col gap-0.5">
                {readOnly ? (
                  <span className="text-sm font-medium">{test.name}</span>
                ) : (
                  <button
                    type="button"
                    className="self-start text-left text-sm font-medium hover:underline"
                    onClick={() => setEditing(index)}
                  >
                    {test.name}
                  </button>
                )}
                <Question test={test} result={known?.[index]} />
              </div>
              {readOnly ? null : (
                <Button
                  variant="quiet"
                  size="iconSm"
                  aria-label={t("removeOne", { name: test.name })}
                  onClick={() => onChange(tests.toSpliced(index, 1))}
                >
                  <Trash2 aria-hidden />
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing === undefined ? null : (
        <TestDialog
          tenantSlug={tenantSlug}
          test={editing === "new" ? undefined : tests[editing]}
          onClose={() => setEditing(undefined)}
          onKeep={(test) => {
            onChange(editing === "new" ? [...tests, test] : tests.with(editing, test));
            setEditing(undefined);
          }}
        />
      )}
    </Card>
  );
}

type Result = RoleCheckView["tests"][number] | undefined;

/** By picture and word, not by colour alone. */
function Mark({ result }: { readonly result: Result }) {
  const t = useTranslations("roles.tests");
  if (result === undefined)
    return (
      <Badge className="mt-px">
        <CircleDashed aria-hidden />
        {t("asking")}
      </Badge>
    );
  return (
    <Badge tone={result.passed ? "ok" : "danger"} className="mt-px">
      {result.passed ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
      {t(result.passed ? "passes" : "fails")}
    </Badge>
  );
}

function Question({ test, result }: { readonly test: AccessTest; readonly result: Result }) {
  const t = useTranslations("roles.tests");
  const { as, action, topic, qos, retain, expected } = test;
  const who = as.kind === "device" ? t("aDevice") : as.device || as.clientId || as.username || t("somebody");
  return (
    <p className="text-xs text-muted">
      {t.rich(`question.${expected}.${action}`, {
        who,
        topic,
        qos,
        code: (part) => <code className="font-mono break-all text-ink">{part}</code>,
      })}
      {retain && action === "publish" ? ` ${t("retained")}` : ""}
      {result === undefined || result.passed ? null : (
        <span className="block text-danger">
          {result.answer === null
            ? t("deviceGone")
            : result.position === null
              ? t("deniedByDefault")
              : t(`because.${result.answer}`, { rule: result.position })}
        </span>
      )}
    </p>
  );
}
