"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { decodeText } from "../_client/decode-payload.ts";
import { hexDump } from "../_client/hex-dump.ts";
import { formatJson } from "../_client/json-text.ts";
import { CopyButton } from "./copy-button.tsx";
import { Segments } from "./segments.tsx";

interface PayloadViewProps {
  readonly bytes: Uint8Array;
  /** Of the whole payload; more than `bytes` holds when it was cut. */
  readonly bytesTotal: number;
}

type Form = "json" | "text" | "hex";

/** A payload as JSON, text or bytes, whichever it can be; the bytes themselves are kept, so every form is true. */
export function PayloadView({ bytes, bytesTotal }: PayloadViewProps) {
  const t = useTranslations("payload");
  const text = decodeText(bytes);
  const json = text === undefined || bytes.length < bytesTotal ? undefined : jsonOf(text);
  const forms: Form[] = [
    ...(json === undefined ? [] : (["json"] as const)),
    ...(text === undefined ? [] : (["text"] as const)),
    "hex",
  ];
  const [wanted, setWanted] = useState<Form>();
  const form = wanted !== undefined && forms.includes(wanted) ? wanted : (forms[0] ?? "hex");
  const shown = form === "json" ? (json ?? "") : form === "text" ? (text ?? "") : hexDump(bytes);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <Segments
          label={t("form")}
          value={form}
          onChange={setWanted}
          options={forms.map((value) => ({ value, label: t(value) }))}
        />
        <CopyButton text={shown} label={t("copy")} />
      </div>
      {bytesTotal === 0 ? (
        <p className="text-xs text-muted">{t("empty")}</p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          className="max-h-64 overflow-auto rounded-md border bg-code p-2.5 font-mono text-xs leading-5"
        >
          {shown}
        </pre>
      )}
      {bytes.length < bytesTotal ? (
        <p className="text-xs text-muted">{t("cut", { shown: bytes.length, total: bytesTotal })}</p>
      ) : null}
    </div>
  );
}

function jsonOf(text: string): string | undefined {
  const json = formatJson(text);
  return json.ok ? json.pretty : undefined;
}
