"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { PEM_CHARS_MAX } from "#core/certificate.ts";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { Field } from "../_ui/field.tsx";
import { Textarea } from "../_ui/input.tsx";
import { toPem } from "./pem-text.ts";

interface PemFieldProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly hint: ReactNode;
  readonly what: "CERTIFICATE" | "CERTIFICATE REQUEST";
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly error: string | undefined;
}

/** A PEM text: typed, pasted, dropped or chosen as a file. Files are read here, and go nowhere before the form is sent. */
export function PemField({ name, label, hint, what, value, onChange, error }: PemFieldProps) {
  const t = useTranslations("certificates.pem");
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  async function take(file: File | undefined) {
    if (file === undefined) return;
    // Of a file that cannot be one, no more than shows it.
    const bytes = new Uint8Array(await file.slice(0, 2 * PEM_CHARS_MAX).arrayBuffer());
    onChange(toPem(bytes, what));
  }

  return (
    <Field name={name} label={label} hint={hint} error={error}>
      {(control) => (
        <div className="flex flex-col gap-1.5">
          <Textarea
            {...control}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              void take(event.dataTransfer.files[0]);
            }}
            rows={5}
            spellCheck={false}
            autoComplete="off"
            placeholder={`-----BEGIN ${what}-----`}
            className={classes("resize-y font-mono text-xs break-all", over && "border-accent bg-accent-soft")}
          />
          <span className="flex flex-wrap items-center gap-2 text-xs text-muted">
            <Button size="sm" onClick={() => chooser.current?.click()}>
              <FileUp aria-hidden />
              {t("choose")}
            </Button>
            <span className="hidden sm:inline">{t("drop")}</span>
            <input
              ref={chooser}
              type="file"
              accept=".pem,.crt,.cer,.der,.csr,.req,.txt"
              tabIndex={-1}
              aria-hidden
              className="hidden"
              onChange={(event) => {
                void take(event.target.files?.[0]);
                event.target.value = "";
              }}
            />
          </span>
        </div>
      )}
    </Field>
  );
}
