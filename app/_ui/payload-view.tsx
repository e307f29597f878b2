"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
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
  const text = textOf(bytes);
  const json = text === undefined || bytes.length < bytesTotal ? undefined : jsonOf(text);
  const forms: Form[] = [
    ...(json === undefined ? [] : (["json"] as const)),
    ...(text === undefined ? [] : (["text"] as const)),
    "hex",
  ];
  const [wanted, setWanted] = useState<Form>();
  const form = wanted !== undefined && forms.includes(wanted) ? wanted : (forms[0] ?? "hex");
  const shown = form === "json" ? (json ?? "") : form === "text" ? (text ?? "") : hexOf(bytes);
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

/** The UTF-8 text these bytes are, or undefined when they are none. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * JSON set out in lines, by its own characters: parsing and printing again would round large numbers and drop
 * doubled keys.
 */
function jsonOf(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let out = "";
  let depth = 0;
  const newLine = () => `\n${"  ".repeat(depth)}`;
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (part === "{" || part === "[") {
      depth++;
      out += part + newLine();
    } else if (part === "}" || part === "]") {
      depth--;
      const empty = /[{[]\s*$/.test(out);
      out = empty ? out.trimEnd() + part : out + newLine() + part;
    } else if (part === ",") out += part + newLine();
    else if (part === ":") out += ": ";
    else out += part;
  }
  return out;
}

const BYTES_A_LINE = 16;

/** Offset, bytes, and what of them is ASCII. */
function hexOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += BYTES_A_LINE) {
    const part = bytes.subarray(start, start + BYTES_A_LINE);
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${start.toString(16).padStart(4, "0")}  ${hex.padEnd(BYTES_A_LINE * 3 - 1)}  ${ascii}`);
  }
  return lines.join("\n");
}
