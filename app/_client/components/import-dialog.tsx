"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../../_ui/dialog.tsx";
import { Field } from "../../_ui/field.tsx";
import { Input } from "../../_ui/input.tsx";
import type { ImportedConnection, ImportPlace, ImportPlan, LeftOut } from "../connections/import-plan.ts";
import { IMPORT_BYTES_MAX, readImport } from "../connections/read-import.ts";

interface ImportDialogProps {
  readonly place: () => ImportPlace;
  readonly onClose: () => void;
  readonly onImport: (connections: readonly ImportedConnection[]) => void;
}

/** Takes connections from a file: first it says what would be taken and what not, and why. */
export function ImportDialog({ place, onClose, onImport }: ImportDialogProps) {
  const t = useTranslations("connections.import");
  const tCommon = useTranslations("common");
  const [plan, setPlan] = useState<ImportPlan>();
  async function read(file: File | undefined) {
    if (file === undefined) return setPlan(undefined);
    setPlan(file.size > IMPORT_BYTES_MAX ? { ok: false, fault: "tooLarge" } : readImport(await file.text(), place()));
  }
  return (
    <Dialog open onOpenChange={onClose} title={t("title")} description={t("text")} className="w-[36rem]">
      <Field name="file" label={t("file")} error={plan?.ok === false ? t(`fault.${plan.fault}`) : undefined}>
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".json,application/json"
            className="h-auto py-1.5"
            onChange={(event) => void read(event.target.files?.[0])}
          />
        )}
      </Field>
      {plan?.ok ? (
        <ul aria-label={t("found")} className="max-h-80 divide-y overflow-y-auto rounded-lg border text-sm">
          {plan.connections.map(({ profile, messages, left }) => (
            <li key={profile.id} className="flex flex-col gap-1 px-3 py-2">
              <p className="font-medium">{profile.name}</p>
              <p className="text-xs text-muted">
                {t("taken", { subscriptions: profile.subscriptions.length, messages: messages.length })}
              </p>
              {left.length === 0 ? null : (
                <ul className="list-disc pl-5 text-xs text-warn">
                  {left.map((each) => (
                    <li key={each.kind}>
                      <LeftSentence left={each} />
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      <DialogActions>
        <DialogClose render={<Button>{tCommon("cancel")}</Button>} />
        <Button
          variant="primary"
          disabled={!plan?.ok}
          onClick={() => {
            if (!plan?.ok) return;
            onImport(plan.connections);
            onClose();
          }}
        >
          {t("run", { count: plan?.ok ? plan.connections.length : 0 })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function LeftSentence({ left }: { readonly left: LeftOut }) {
  const t = useTranslations("connections.import.left");
  return t(left.kind, {
    what: "what" in left ? left.what : "",
    count: "count" in left ? left.count : 0,
  });
}
