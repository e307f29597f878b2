"use client";

import { FileSpreadsheet, FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { classes } from "../_ui/classes.ts";

interface DropZoneProps {
  readonly fileName: string | undefined;
  readonly pending: boolean;
  readonly onFile: (file: File) => void;
}

/** Where a file is dropped or chosen. */
export function DropZone({ fileName, pending, onFile }: DropZoneProps) {
  const t = useTranslations("deviceImport.drop");
  const [over, setOver] = useState(false);
  const Icon = fileName === undefined ? FileUp : FileSpreadsheet;
  return (
    <label
      className={classes(
        "flex cursor-pointer flex-col items-center gap-2 rounded-lg border border-dashed border-line-control px-4 py-8 text-center transition-colors hover:bg-hover/60 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring",
        over && "border-accent bg-accent-soft/60",
        fileName !== undefined && "flex-row justify-center py-4",
      )}
      aria-busy={pending || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file !== undefined) onFile(file);
      }}
    >
      <Icon aria-hidden className={classes("size-5 text-accent-text", pending && "animate-pulse-soft")} />
      <span className="text-sm font-medium">{fileName ?? t("title")}</span>
      <span className="text-xs text-muted">{fileName === undefined ? t("hint") : t("other")}</span>
      <input
        type="file"
        accept=".csv,text/csv,text/plain"
        className="sr-only"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) onFile(file);
          // The same file may be chosen again, after it was mended.
          event.target.value = "";
        }}
      />
    </label>
  );
}
