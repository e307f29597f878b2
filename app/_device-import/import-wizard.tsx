"use client";

import { FileUp, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { JobEntry } from "../_jobs/job-entry.tsx";
import { useJobs } from "../_live/live-provider.tsx";
import type { ImportPlanView } from "../_services/devices/import-devices.ts";
import { Button } from "../_ui/button.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { Notice } from "../_ui/notice.tsx";
import { ColumnTable } from "./column-table.tsx";
import { type ColumnUse, type CsvPreview, columnsOf, guessUses, previewCsv } from "./csv-preview.ts";
import { DropZone } from "./drop-zone.tsx";
import { ImportPlan } from "./import-plan.tsx";

interface Chosen {
  readonly fileName: string;
  readonly csv: string;
  readonly preview: CsvPreview;
}

export type OnExisting = "update" | "skip" | "error";

/** File → columns → what would happen → job. Each step shows beside the ones before; nothing is done before the last. */
export function ImportWizard({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("deviceImport");
  const [chosen, setChosen] = useState<Chosen>();
  const [uses, setUses] = useState<readonly ColumnUse[]>([]);
  const [onExisting, setOnExisting] = useState<OnExisting>("update");
  const [plan, setPlan] = useState<ImportPlanView>();
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const job = useJobs().find(({ id }) => id === plan?.job?.id) ?? plan?.job ?? undefined;
  const columns = chosen === undefined ? undefined : columnsOf(chosen.preview.header, uses);

  const choose = (file: File) =>
    start(async () => {
      setPlan(undefined);
      const csv = await file.text();
      const preview = await previewCsv(csv);
      setFailure(preview === undefined ? t("notCsv", { file: file.name }) : undefined);
      setChosen(preview === undefined ? undefined : { fileName: file.name, csv, preview });
      setUses(preview === undefined ? [] : guessUses(preview.header));
    });

  const send = (dryRun: boolean) =>
    start(async () => {
      if (chosen === undefined || columns === undefined) return;
      const answer = await post(tenantSlug, { csv: chosen.csv, columns, onExisting, dryRun });
      if (typeof answer === "string") return setFailure(answer === "" ? t("unreachable") : answer);
      setFailure(undefined);
      setPlan(answer);
    });
  const changed =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setPlan(undefined);
    };

  if (job !== undefined) {
    return (
      <Card aria-labelledby="import-job">
        <CardHeader id="import-job" title={t("running")} description={t("runningText")} />
        <JobEntry tenantSlug={tenantSlug} job={job} />
        <CardBody className="border-t">
          <Button
            onClick={() => {
              setPlan(undefined);
              setChosen(undefined);
            }}
          >
            <RotateCcw aria-hidden />
            {t("another")}
          </Button>
        </CardBody>
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      <DropZone fileName={chosen?.fileName} pending={pending && chosen === undefined} onFile={choose} />
      {chosen === undefined ? (
        <Notice tone="info" title={t("example.title")}>
          <pre className="overflow-x-auto font-mono text-xs">
            {"name,description,site\npump-17,Cooling pump,osaka\npump-18,,kyoto"}
          </pre>
        </Notice>
      ) : (
        <>
          <ColumnTable
            preview={chosen.preview}
            uses={uses}
            onUses={changed(setUses)}
            onExisting={onExisting}
            onOnExisting={changed(setOnExisting)}
          />
          {columns === undefined ? <Notice tone="warn">{t("needsName")}</Notice> : null}
          {plan === undefined ? (
            <Button
              variant="primary"
              className="self-start"
              pending={pending}
              disabled={columns === undefined}
              onClick={() => send(true)}
            >
              {t("check")}
            </Button>
          ) : (
            <>
              <ImportPlan plan={plan} />
              <Button
                variant="primary"
                className="self-start"
                pending={pending}
                disabled={plan.create + plan.update === 0}
                onClick={() => send(false)}
              >
                <FileUp aria-hidden />
                {t("go", { count: plan.create + plan.update })}
              </Button>
            </>
          )}
        </>
      )}
    </div>
  );
}

/** The plan, or why there is none in words; empty when the console could not be reached. */
async function post(tenantSlug: string, body: object): Promise<ImportPlanView | string> {
  try {
    const response = await fetch(`/api/console/device-imports?tenant=${encodeURIComponent(tenantSlug)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return (await response.json()) as ImportPlanView;
    return ((await response.json()) as { message?: string }).message ?? "";
  } catch {
    return "";
  }
}
