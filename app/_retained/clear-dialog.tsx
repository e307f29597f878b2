"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState, useTransition } from "react";
import type { ClearRetainedInput } from "../_services/retained/clear-retained.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { clearRetained, countRetained } from "./actions.ts";

interface ClearDialogProps {
  readonly tenantSlug: string;
  readonly which: ClearRetainedInput;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Above this many it is confirmed by typing their number. */
const TYPED_ABOVE = 10;

/** Counts what would be cleared, says whom it concerns, and clears it as a job. */
export function ClearDialog({ tenantSlug, which, onClose, onDone }: ClearDialogProps) {
  const t = useTranslations("retained.clear");
  const [found, setFound] = useState<{ readonly count: number; readonly more: boolean }>();
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  useEffect(() => {
    let current = true;
    void countRetained(tenantSlug, which).then((outcome) => {
      if (!current) return;
      if (outcome.ok) setFound(outcome.value);
      else setFailure(outcome.message);
    });
    return () => {
      current = false;
    };
  }, [tenantSlug, which]);
  const count = found?.count ?? 0;
  const mustType = count > TYPED_ABOVE;
  const ready = count > 0 && (!mustType || typed.trim() === String(count));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={found === undefined ? t("counting") : t("title", { count, many: found.more ? "yes" : "no" })}
      description={found === undefined ? undefined : count === 0 ? t("nothing") : t("text", { count })}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          start(async () => {
            const outcome = await clearRetained(tenantSlug, which);
            if (!outcome.ok) return setFailure(outcome.message);
            toast(t("started"));
            onDone();
          });
        }}
      >
        {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
        {"filter" in which ? (
          <p className="rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all">
            {which.filter}
            {which.search === undefined ? null : ` · …${which.search}…`}
          </p>
        ) : null}
        {mustType ? (
          <Field name="typed" label={t("type", { count: String(count) })}>
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <DialogActions>
          <DialogClose render={<Button>{t("cancel")}</Button>} />
          <Button type="submit" variant="danger" pending={pending} disabled={!ready}>
            {t("confirm")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
