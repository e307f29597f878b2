"use client";

import { Copy, Download, FileSpreadsheet, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../_ui/button.tsx";
import { Menu, MenuItem } from "../../_ui/menu.tsx";
import type { ExportFormat, ExportState } from "../message-export.ts";
import type { ExportOutcome } from "../use-export.ts";

/** Messages that still go to the clipboard; more make a file. */
export const COPY_MESSAGES_MAX = 5_000;

interface ExportMenuProps {
  /** Messages that are chosen, or else all that are listed. */
  readonly count: number;
  readonly chosen: boolean;
  readonly onSave: (format: ExportFormat) => void;
  readonly onCopy: () => void;
}

/** Copies or saves what is chosen, or all that is listed when nothing is. */
export function ExportMenu({ count, chosen, onSave, onCopy }: ExportMenuProps) {
  const t = useTranslations("messages.export");
  return (
    <Menu
      trigger={
        <Button size="sm" disabled={count === 0}>
          <Download aria-hidden />
          {chosen ? t("chosen", { count }) : t("all")}
        </Button>
      }
    >
      <MenuItem onClick={() => onSave("jsonl")}>
        <Download aria-hidden />
        {t("jsonl", { count })}
      </MenuItem>
      <MenuItem onClick={() => onSave("csv")}>
        <FileSpreadsheet aria-hidden />
        {t("csv", { count })}
      </MenuItem>
      <MenuItem disabled={count > COPY_MESSAGES_MAX} onClick={onCopy}>
        <Copy aria-hidden />
        {count > COPY_MESSAGES_MAX ? t("tooManyToCopy", { max: COPY_MESSAGES_MAX }) : t("copy", { count })}
      </MenuItem>
    </Menu>
  );
}

interface ExportLineProps {
  readonly progress: ExportState | undefined;
  readonly outcome: ExportOutcome | undefined;
  readonly onCancel: () => void;
}

/** How far an export is, and what came of it. */
export function ExportLine({ progress, outcome, onCancel }: ExportLineProps) {
  const t = useTranslations("messages.export");
  return (
    <div role="status" className="flex items-center gap-2 text-xs text-muted empty:hidden">
      {progress === undefined ? null : (
        <>
          <progress
            className="h-1.5 w-24 accent-accent"
            aria-label={t("running")}
            value={progress.done}
            max={progress.total}
          />
          {t("progress", { done: progress.done, total: progress.total })}
          <Button variant="quiet" size="iconSm" aria-label={t("cancel")} onClick={onCancel}>
            <X aria-hidden />
          </Button>
        </>
      )}
      {outcome === undefined ? null : outcome.missed > 0 ? (
        <span className="text-warn">{t("savedPartly", { count: outcome.count, missed: outcome.missed })}</span>
      ) : (
        t(outcome.kind, { count: outcome.count })
      )}
    </div>
  );
}
